"""What fails for one reason is told once, with a count, and the same in every renderer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from grader.model import Call, CheckResult, Diagnosis, Failure, PartResult, Report, Status
from grader.report.html import as_fragment, as_html
from grader.report.markdown import check_as_markdown
from grader.report.shown import LEGEND, legend, shown_parts
from grader.report.terminal import SHORT_CASE
from grader.tests.course import parts
from grader.tests.test_renderers import Page, in_terminal, squeezed

BRACKET = Failure("your file could not be loaded: SyntaxError: '(' was never closed", loaded=False)
NO_NUMPY = "your code raised NameError: name 'np' is not defined"
EIGHT = "q4b_adam.1 .2 .3 .4 .5 .6, q4b_sgd.1 .2"
NO_ANSWER = "your code did not answer within 10 s"
RENDERERS: dict[str, Callable[[Report], str]] = {
    "html": lambda report: Page(as_html(report)).text,
    "fragment": lambda report: Page(as_fragment(report)).text,
    "terminal": lambda report: squeezed(in_terminal(report, width=200)),
}


def raised(cause: str, function: str, trace: str = "") -> Failure:
    """A failure without a value, in a call of a function."""
    return Failure(cause, (Call(function, (), {}, None, failed=True),), trace=trace)


def idea(name: str) -> Failure:
    """A failure whose idea is recognised."""
    return Failure(
        "w is 1", expected=2.0, got=1.0, diagnosis=Diagnosis(name, "Why?", f"adam-{name}")
    )


PARTS = {each.name: each for each in parts()}


def report_of(*failures: tuple[str, Failure]) -> Report:
    """A report of the named parts, with as many failed checks of each as there are failures."""
    by_name: dict[str, list[Failure]] = {}
    for name, failure in failures:
        by_name.setdefault(name, []).append(failure)
    return Report("someone", "0" * 64, 0, 9, tuple(part(*each) for each in by_name.items()))


def part(name: str, failures: list[Failure]) -> PartResult:
    """A part of the rubric, as far as it has failed: its public checks, then its hidden ones."""
    lines = tuple(sorted(PARTS[name].lines, key=lambda line: line.hidden))
    checks = tuple(
        CheckResult(
            line.test_id,
            f"{name} {i}",
            Status.FAILED,
            1,
            line.hidden,
            failure,
            label=PARTS[name].label(line),
            module=PARTS[name].stated.file,
        )
        for i, (line, failure) in enumerate(zip(lines, failures, strict=False))
    )
    return PartResult(name, name, 0, len(checks), checks)


def told(report: Report, **options: Any) -> list[tuple[str, int, tuple[str, ...]]]:
    """For each part its name, how many checks are told in full, and what is said of others."""
    shown = shown_parts(report, **{"staff": False, **options})
    return [(one.part.name, len(one.blocks), one.others) for one in shown]


@pytest.fixture
def unloaded() -> Report:
    """One missing bracket: six public checks of adam, one hidden one, and two of sgd."""
    counts = {"q4b_adam": 7, "q4b_sgd": 2}
    return report_of(*((name, BRACKET) for name, count in counts.items() for _ in range(count)))


def test_what_keeps_a_file_from_loading_is_told_once_and_the_other_checks_are_counted(
    unloaded: Report,
) -> None:
    (adam, sgd) = shown_parts(unloaded, staff=False)
    assert [len(adam.blocks), len(sgd.blocks)] == [1, 0]
    assert ("costs", f"8 checks, 8 pt: {EIGHT}") in adam.blocks[0].lines
    assert adam.others == ("1 hidden check of q4b_adam did not pass",)
    assert sgd.others == ("2 checks fail for the same reason as q4b_adam.1",)


@pytest.mark.parametrize("name", RENDERERS)
def test_every_renderer_tells_it_once_and_counts(name: str, unloaded: Report) -> None:
    text = RENDERERS[name](unloaded)
    assert text.count(squeezed(BRACKET.cause)) == 1
    places = [
        text.index(squeezed(line))
        for line in (
            f"8 checks, 8 pt: {EIGHT}",
            "1 hidden check of q4b_adam did not pass",
            "2 checks fail for the same reason as q4b_adam.1",
        )
    ]
    assert places == sorted(places)


def test_gradescope_is_told_the_cause_in_each_checks_own_entry(unloaded: Report) -> None:
    for part in unloaded.parts:
        for check in part.checks:
            assert check.hidden or "was never closed" in check_as_markdown(part, check)


def test_a_name_that_is_missing_is_one_reason_wherever_it_is_used() -> None:
    report = report_of(
        ("q4a_he_init", raised(NO_NUMPY, "he_init", "line 9")),
        ("q4a_zero_init", raised(NO_NUMPY, "zero_init", "line 3")),
    )
    said = "1 check fails for the same reason as q4a_he_init.1"
    assert told(report) == [("q4a_he_init", 1, ()), ("q4a_zero_init", 0, (said,))]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (raised(NO_ANSWER, "sgd"), raised(NO_ANSWER, "adam")),
        (raised("your code raised IndexError", "sgd", "line 2"),
         raised("your code raised IndexError", "sgd", "line 7")),
        (Failure("w is 1", expected=2.0, got=1.0), Failure("v is 1", expected=2.0, got=1.0)),
        (idea("uphill"), idea("sum")),
    ],
    ids=["functions", "places", "values", "ideas"],
)  # fmt: skip
def test_what_only_reads_alike_is_told_each_time(one: Failure, other: Failure) -> None:
    assert told(report_of(("q4b_adam", one), ("q4b_adam", other))) == [("q4b_adam", 2, ())]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (idea("uphill"), replace(idea("uphill"), cause="v is 7")),
        (Failure("w is 1e-05 at [0]", expected=2.0, got=1.0),
         Failure("w is 12 at [3, 1]", expected=2.0, got=1.0)),
    ],
    ids=["idea", "values"],
)  # fmt: skip
@pytest.mark.parametrize("name", RENDERERS)
def test_one_idea_is_told_once_with_all_that_it_costs(
    name: str, one: Failure, other: Failure
) -> None:
    report = report_of(("q4b_adam", one), ("q4b_adam", other))
    assert told(report) == [("q4b_adam", 1, ())]
    text = RENDERERS[name](report)
    assert text.count("found") == 1
    assert squeezed("2 checks, 2 pt: q4b_adam.1 .2") in text


def test_an_idea_that_several_functions_share_is_told_at_the_first_of_them() -> None:
    sgd, adam = (
        replace(idea("uphill"), diagnosis=Diagnosis("Uphill", "Which way?", f"{name}-uphill"))
        for name in ("sgd", "adam")
    )
    report = report_of(("q4b_sgd", sgd), ("q4b_adam", adam), ("q4b_adam", adam))
    said = "2 checks fail for the same reason as q4b_sgd.1"
    assert told(report) == [("q4b_sgd", 1, ()), ("q4b_adam", 0, (said,))]


def test_an_idea_is_told_by_the_case_that_is_shown_whole() -> None:
    long = replace(idea("uphill"), calls=(Call("adam", (np.arange(900.0),), {}, 1.0),))
    short = replace(idea("uphill"), calls=(Call("adam", (2.0,), {}, 1.0),))
    (part,) = shown_parts(report_of(("q4b_adam", long), ("q4b_adam", short)), staff=False)
    assert part.blocks[0].check.label == "q4b_adam.2"


def test_staff_read_a_reason_once_as_well(unloaded: Report) -> None:
    assert told(unloaded, staff=True) == [
        ("q4b_adam", 1, ()),
        ("q4b_sgd", 0, ("2 checks fail for the same reason as q4b_adam.1",)),
    ]


def test_a_terminal_shows_many_causes_in_brief_and_few_in_full() -> None:
    expected, got = np.array([1.0, 2.0]), np.array([1.0, 3.0])
    names = ("one", "two", "three", "four", "five")
    found = [
        Failure("w is 1", expected=expected, got=got, diagnosis=Diagnosis(name, f"{name}?"))
        for name in names
    ]
    few = in_terminal(report_of(*(("q4b_adam", failure) for failure in found[:2])))
    many = in_terminal(report_of(*(("q4b_adam", failure) for failure in found)))
    assert few.count("expected") == 2
    assert "expected" not in many
    assert [f"{name}?" in many for name in names] == [True] * 5
    assert len(many.splitlines()) < 40


def test_a_terminal_shows_no_long_case_where_there_are_many_causes() -> None:
    call = Call("adam", ({f"parameter {i}": i / 7 for i in range(3 * SHORT_CASE)},), {}, 1.0)
    found = [replace(idea(name), calls=(call,)) for name in ("one", "two", "three", "four")]
    assert "import adam" in in_terminal(report_of(("q4b_adam", found[0])))
    assert "import adam" not in in_terminal(report_of(*(("q4b_adam", each) for each in found)))


@pytest.mark.parametrize("name", ["html", "fragment"])
def test_the_marks_are_explained_once_where_there_are_any(name: str) -> None:
    marked = Failure("x", expected=np.array([1.0, 2.0]), got=np.array([1.0, 3.0]), worst=(1,))
    plain = Failure("x", expected=1.0, got=2.0)
    explained = RENDERERS[name](report_of(("q4b_adam", marked), ("q4b_adam", marked)))
    assert explained.count(squeezed(LEGEND)) == 1
    assert explained.index(squeezed(LEGEND)) < explained.index("q4b_adam0(1pt")
    assert squeezed(LEGEND) not in RENDERERS[name](report_of(("q4b_adam", plain)))


def test_marks_of_a_hidden_check_are_not_explained_to_students() -> None:
    marked = Failure("x", expected=np.array([1.0, 2.0]), got=np.array([1.0, 3.0]), worst=(1,))
    passing = Failure("y")
    report = report_of(*[("q4b_adam", passing)] * 6, ("q4b_adam", marked))
    assert report.parts[0].checks[-1].hidden
    assert legend(shown_parts(report, staff=False)) == ""
    assert legend(shown_parts(report, staff=True)) == LEGEND
