"""Renderers show one report: the same words in the same order, and nothing of a student's text
acts on the reader's program."""

from __future__ import annotations

import dataclasses
import html
import io
import re
from collections.abc import Callable
from html.parser import HTMLParser

import mistune
import numpy as np
import pytest
from markdown_it import MarkdownIt
from rich.console import Console

from grader.model import Call, CheckResult, Diagnosis, Failure, PartResult, Report, Status
from grader.report import terminal
from grader.report import words as wording
from grader.report.html import as_fragment, as_html
from grader.report.markdown import check_as_markdown
from grader.report.words import check_lines

HOSTILE = (
    "</code></pre><script>alert(1)</script><img src=x onerror=alert(1)>",
    "```\n# heading\n[a link](http://example.org) ![a picture](http://example.org/x.png)",
    "~~~\n\n***bold***\n\n| a | table |\n|---|---|\n\n$$x$$ http://example.org www.example.org",
    "`` ` ``` ````\n\n    deeper\n\nback\n- list\n> quote",
    "\x1b[2J\x1b]0;title\x07\u202edrawkcab\x00\r\x0b\x0c\u2028after",
    "{{ 7 * 7 }}{% raw %}&lt;b&gt;",
)
RENDERERS: tuple[Callable[[Report], str], ...] = (as_html, as_fragment)


def in_terminal(report: Report, width: int = 80) -> str:
    """What a terminal shows, without colours."""
    console = Console(file=io.StringIO(), record=True, width=width, highlight=False)
    terminal.show(report, console)
    return console.export_text()


def failed_check(text: str = "boom", *, hidden: bool = False) -> CheckResult:
    """A failed check with every line that there is; text stands wherever a student's can."""
    failure = Failure(
        cause=f"your code raised ValueError: {text}",
        calls=(Call("sgd", (np.array([1.0]), np.array([2.0])), {"config": {text: 1.0}}, None),),
        expected=np.array([1.0, 2.0]),
        got={text: np.array([1.0])},
        worst=(1,),
        trace=text,
        printed=text,
        cases_failed=2,
        cases_run=3,
        diagnosis=Diagnosis("The result is twice the right one", "Is a factor there twice?"),
    )
    sentence = "A step of sgd is −η dw, entry by entry."
    name = "tests/test_q4_optimizers.py::test_sgd"
    return CheckResult(name, sentence, Status.FAILED, 1.5, hidden, failure)


def report_of(*checks: CheckResult, submission: str = "someone", note: str = "") -> Report:
    """A report of one part."""
    part = PartResult("q4b_sgd", "Q4b sgd", 0.0, 2.0, checks)
    return Report(submission, "0" * 64, 0.0, 2.0, (part,), notes=(note,) if note else ())


class Page(HTMLParser):
    """The tags, the attributes and the text of a page, its style sheet left out."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self._text: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1] != "style":
            self._text.append(data)

    @property
    def text(self) -> str:
        return squeezed("".join(self._text))


def squeezed(text: str) -> str:
    """Text without the white space that layouts put in."""
    return "".join(text.split())


def from_markdown(source: str) -> Page:
    """Markdown as a reader sees it."""
    return Page(MarkdownIt("commonmark").enable("table").render(source))


@pytest.mark.parametrize("name", ["html", "fragment", "markdown"])
def test_every_renderer_has_all_words_of_a_failed_check_in_their_order(name: str) -> None:
    check = failed_check()
    report = report_of(check)
    text = {
        "html": lambda: Page(as_html(report)).text,
        "fragment": lambda: Page(as_fragment(report)).text,
        "markdown": lambda: (
            squeezed(check.sentence) + from_markdown(check_as_markdown(report.parts[0], check)).text
        ),
    }[name]()
    position = text.index(squeezed(check.sentence))
    for label, words in check_lines(report.parts[0], check):
        for line in [label, *words.splitlines()]:
            position = text.index(squeezed(line), position)


def test_a_terminal_has_the_words_that_its_head_and_its_idea_do_not_say() -> None:
    check = dataclasses.replace(failed_check(), label="q4b_sgd.1")
    report = report_of(check)
    text = in_terminal(report, width=200)
    position = text.index(f"{check.sentence}  (q4b_sgd.1, 1.5 pt)")
    said = dict(check_lines(report.parts[0], check))
    assert set(said) - {"cases", "again"} == {
        "case", "found", "expected", "got", "idea", "where", "printed"
    }  # fmt: skip
    for label in ("case", "found", "expected", "got", "idea", "where", "printed"):
        for line in said[label].splitlines():
            position = text.index(line.strip(), position)
    assert "cases fail" not in text
    assert "make check" not in text


def test_a_terminal_leaves_out_the_values_that_a_known_idea_or_the_cause_tells() -> None:
    known = Diagnosis("Your sgd matches “uphill”", "Which way?", "sgd-uphill")
    check = failed_check()
    assert check.failure is not None
    named = dataclasses.replace(check.failure, diagnosis=known)
    number = dataclasses.replace(check.failure, expected=2.5, got=1.5)
    for failure in (named, number):
        text = in_terminal(report_of(dataclasses.replace(check, failure=failure)))
        assert "expected" not in text


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("render", RENDERERS, ids=lambda render: render.__name__)
def test_no_text_of_a_student_becomes_html(render: Callable[[Report], str], text: str) -> None:
    harmless = Page(render(report_of(failed_check("boom"), submission="name", note="left out")))
    hostile = Page(render(report_of(failed_check(text), submission=text, note=text)))
    assert set(hostile.tags) == set(harmless.tags)
    assert not {name for name, _ in hostile.attributes if name.startswith("on")}


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("library", ["markdown-it", "mistune"])
def test_no_text_of_a_student_acts_as_markdown(text: str, library: str) -> None:
    reader: Callable[[str], object] = (
        MarkdownIt("gfm-like", {"linkify": False}).render
        if library == "markdown-it"
        else mistune.create_markdown(escape=False, plugins=["table", "url", "strikethrough"])
    )
    part = report_of(failed_check()).parts[0]
    harmless, hostile = (
        Page(str(reader(check_as_markdown(part, failed_check(said))))) for said in ("boom", text)
    )
    assert set(hostile.tags) <= set(harmless.tags)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_renderer_passes_on_what_acts_on_a_terminal_or_turns_the_text_around(text: str) -> None:
    report = report_of(failed_check(text), submission=text, note=text)
    for shown in (*(render(report) for render in RENDERERS), in_terminal(report)):
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]", shown)


@pytest.mark.parametrize("render", [*RENDERERS, in_terminal], ids=lambda render: render.__name__)
def test_of_a_hidden_check_students_read_the_topic_alone(render: Callable[[Report], str]) -> None:
    hidden = failed_check("secret case", hidden=True)
    text = render(report_of(hidden))
    assert "1 hidden check of Q4b sgd did not pass" in text
    for secret in ("secret case", hidden.sentence, "test_sgd", "twice"):
        assert secret not in text


def test_staff_see_hidden_checks_in_full() -> None:
    report = report_of(failed_check("the case", hidden=True))
    assert "the case" in as_html(report, staff=True)


def test_gradescope_is_told_the_topic_of_a_hidden_check_and_the_state_of_the_others() -> None:
    part = report_of(failed_check()).parts[0]
    hidden = check_as_markdown(part, failed_check("secret", hidden=True))
    assert hidden == "1 hidden check of Q4b sgd did not pass"
    waiting = dataclasses.replace(failed_check(), status=Status.NOT_STARTED, failure=None)
    assert check_as_markdown(part, waiting) == "not started"


def test_the_page_asks_nothing_of_any_other_place() -> None:
    page = as_html(report_of(failed_check("\n".join(HOSTILE))))
    links = [value or "" for name, value in Page(page).attributes if name in ("src", "href")]
    assert links
    assert all(link.startswith(("#", "data:")) for link in links)
    assert "@import" not in page
    assert "url(" not in page


def test_every_link_within_the_page_leads_somewhere_and_ids_stand_once() -> None:
    report = report_of(failed_check(), dataclasses.replace(failed_check(), test_id="x::test_two"))
    attributes = Page(as_html(report) + as_fragment(report)).attributes
    ids = [value for name, value in attributes if name == "id"]
    assert len(ids) == len(set(ids))
    targets = {f"#{value}" for value in ids}
    assert {value for name, value in attributes if name == "href"} <= targets
    assert {value for name, value in attributes if name == "aria-labelledby"} <= set(ids)


@pytest.mark.parametrize("wide", ["long\n" + " " * 30 + "^" * 40, "x" * 60 + "\n    ~~~^^^"])
def test_marks_under_code_stay_where_they_stand_under_it(wide: str) -> None:
    check = failed_check(f"  File x, line 1\n    f(:\n      ^\n    {wide}\n    end")
    (where,) = (
        text for label, text in check_lines(report_of(check).parts[0], check) if label == "where"
    )
    kept = ["  File x, line 1", "    f(:", "      ^", f"    {wide.splitlines()[0]}", "    end"]
    assert where.splitlines() == kept


def test_a_case_that_is_copied_from_a_narrow_terminal_runs() -> None:
    failure = Failure("x", (Call("len", (np.arange(10.0),), {}, 9),), expected=10, got=9)
    check = dataclasses.replace(failed_check(), failure=failure, module="builtins_for_a_long_name")
    lines = in_terminal(report_of(check), width=50).splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("import numpy"))
    end = next(i for i, line in enumerate(lines) if line.strip().startswith("found"))
    code = "\n".join(line for line in lines[start:end] if "student." not in line)
    assert "from student.builtins_for_a_long_name import len" in lines[start:end]
    exec(compile(code, "case", "exec"), {"len": len})


def test_what_no_renderer_can_show_is_said_to_be_so_and_staff_read_why(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(wording, "side_by_side", lambda *_: 1 / 0)
    for render in (*RENDERERS, in_terminal):
        assert squeezed(wording.NOT_SHOWN) in squeezed(
            html.unescape(render(report_of(failed_check())))
        )
    assert "ZeroDivisionError" in capsys.readouterr().err
