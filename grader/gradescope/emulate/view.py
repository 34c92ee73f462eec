"""What people see of a results.json on Gradescope: the student before the due date, and staff."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markupsafe import Markup
from rich.console import Console, Group, RenderResult
from rich.markdown import CodeBlock, Markdown
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.gradescope.emulate.container import Ran
from grader.pages import templates

HERE = Path(__file__).resolve().parent
# Nothing of a results.json is markup but its Markdown, and in that no HTML.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
# A weak submission fails some eighty tests; a terminal is no place to read them.
FEW_TESTS, FEW_LINES = 3, 12
# What a test is where its entry does not say so.
_LEFT_OUT = {"status": "", "output": "", "output_format": "text", "visibility": "visible"}
_MARKS = {"passed": ("✓", "green"), "failed": ("✗", "red")}


class _Code(CodeBlock):
    """Lines of code without the empty ones that rich puts above and below."""

    def __rich_console__(self, *_: Any) -> RenderResult:
        yield Padding(Text(str(self.text).rstrip(), style="cyan"), (0, 0, 0, 2))


class _Markdown(Markdown):
    elements = Markdown.elements | {"code_block": _Code, "fence": _Code}


@dataclass(frozen=True)
class Emulated:
    """One submission that has been handed in: how run_autograder ended and what it wrote.

    results: None where there is no results.json that can be read.
    """

    name: str
    ran: Ran
    results: dict[str, Any] | None

    @classmethod
    def of(cls, name: str, ran: Ran, path: Path) -> Emulated:
        """Read what a run has written."""
        try:
            results = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            results = None
        return cls(name, ran, results if isinstance(results, dict) else None)

    @property
    def is_graded(self) -> bool:
        """Whether the run came to its end."""
        return self.ran.status == 0 and self.state in ("graded", "kept")

    @property
    def state(self) -> str:
        """How far the run came, in its own word."""
        return str((self.results or {}).get("extra_data", {}).get("state", "no results.json"))

    @cached_property
    def tests(self) -> list[dict[str, Any]]:
        """All tests, as staff see them."""
        return [_LEFT_OUT | test for test in (self.results or {}).get("tests", [])]

    @property
    def visible(self) -> list[dict[str, Any]]:
        """The tests that the student sees at once."""
        return [test for test in self.tests if test.get("visibility") == "visible"]

    @property
    def line(self) -> str:
        """The first line of what the student reads."""
        output = str((self.results or {}).get("output", "There are no results."))
        return output.strip().splitlines()[0].strip("*`")

    @property
    def score(self) -> str:
        """The score and what could be had."""
        if self.results is None:
            return "none"
        possible = sum(test.get("max_score", 0) for test in self.tests)
        return f"{self.results.get('score', 0):g}" + (f" / {possible:g}" if possible else "")

    @property
    def student_score(self) -> str:
        """What the student sees of it: Gradescope shows no total while tests are hidden."""
        return self.score if len(self.visible) == len(self.tests) else "not shown yet"


def show(emulated: Emulated, console: Console) -> None:
    """Print both views, each with its first few failures; the page has everything."""
    results = emulated.results or {}
    console.rule(f"{emulated.name}: what the student sees", align="left")
    console.print(_Markdown(str(results.get("output", "There are no results."))))
    _show_tests(emulated.visible, console)
    console.rule(f"{emulated.name}: what staff see as well", align="left")
    later = [test for test in emulated.tests if test not in emulated.visible]
    failed = sum(test.get("status") == "failed" for test in later)
    console.print(
        f"{len(later)} more tests, {failed} of them failed; the output of run_autograder:"
    )
    output = emulated.ran.output.rstrip().splitlines()
    console.print(Padding(Text("\n".join(output[:FEW_LINES]), style="dim"), (0, 2)))
    _say_more(len(output) - FEW_LINES, "line", console)
    for entry in results.get("leaderboard", []):
        console.print(f"leaderboard: {entry['name']} {entry['value']}")
    console.print(
        f"score {emulated.score} · {emulated.state} · run_autograder: "
        f"status {emulated.ran.status}, {emulated.ran.seconds:.1f} s",
        style="bold",
    )


def show_many(all_emulated: list[Emulated], console: Console) -> None:
    """Print a line for each submission."""
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column in ("submission", "score", "seconds"):
        table.add_column(column, justify="left" if column == "submission" else "right")
    table.add_column("what the student reads first", overflow="fold")
    for emulated in all_emulated:
        style = "" if emulated.is_graded else "red"
        seconds = f"{emulated.ran.seconds:.1f}"
        table.add_row(emulated.name, emulated.score, seconds, emulated.line, style=style)
    console.print(table)


def page(all_emulated: list[Emulated], where: str) -> str:
    """Both views of every submission as one HTML page that needs nothing else."""
    environment = templates(HERE)
    environment.filters["markdown"] = lambda text: Markup(_MARKDOWN.render(str(text)))
    return environment.get_template("page.html.j2").render(all_emulated=all_emulated, where=where)


def _show_tests(tests: list[dict[str, Any]], console: Console) -> None:
    """The first few that did not pass; what has no status is a word to the student."""
    failed = [test for test in tests if test.get("status") != "passed"]
    for test in failed[:FEW_TESTS]:
        console.print(_test(test))
    _say_more(len(failed) - FEW_TESTS, "failed test", console)
    if passed := len(tests) - len(failed):
        console.print(Text(f"✓ {passed} passed", style="green"))


def _say_more(count: int, what: str, console: Console) -> None:
    if count > 0:
        line = f"\n… {count} more {what}{'s' if count > 1 else ''}, on the page"
        console.print(Text(line, style="dim"))


def _test(test: dict[str, Any]) -> Group:
    mark, style = _MARKS.get(str(test.get("status")), ("·", "yellow"))
    points = f"  ({test['score']:g}/{test['max_score']:g})" if "score" in test else ""
    name = f"{test['number']}) {test['name']}" if "number" in test else str(test["name"])
    head = Text.assemble((f"\n{mark} ", style), name, (points, "dim"))
    shown = str(test.get("output", ""))
    body = _Markdown(shown) if test.get("output_format") == "md" else Text(shown)
    return Group(head, Padding(body, (0, 0, 0, 4)))
