"""A term of one homework, run after run: whatever moves a score is told, and nothing else is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from grader.classroom.changes import changes
from grader.classroom.collecting import HandIn
from grader.classroom.overrides import Adjustment, Overrides, Void
from grader.classroom.people import People, Person
from grader.classroom.scheme import Scheme
from grader.rules.policies import Due, Late, Policies
from grader.tests.classes import ALL, NOON, SCHEME, Class, class_in, hand_in
from grader.tests.course import HOMEWORK
from grader.written import rubrics
from grader.written.marks import NAME, Mark, anonymous

Told = dict[str, tuple[float | None, float | None, tuple[str, ...]]]

# Whose checks pass, and how many hours before or after the due date they handed in.
FIRST = {
    "ann": ("abcd", -5), "bob": ("abc", -1), "cem": ("ab", 3), "dee": ("bcd", 30),
    "eva": ("a", -2), "fay": ("", -9), "gil": ("abd", 1), "hal": ("acd", -7),
    "ivo": ("abcd", 60), "jon": ("bd", -3), "kim": ("cd", -4),
}  # fmt: skip
BY: dict[str, Any] = {"by": "Tess", "on": date(2026, 9, 20)}
ADJUSTED = (
    Adjustment("eva", 1.5, "half of it is right", part="p1_sum", **BY),
    Adjustment("gil", 2, "the handout allowed both", check="test_c", **BY),
    Adjustment("kim", -1, "handed in twice", **BY),
)
VOIDED = Void("test_d", "the text was unclear", **BY)


class Term:
    """The class of a term, and what it hands in."""

    def __init__(self, folder: Path) -> None:
        people = People(
            tuple(Person(name, name.title(), {"sid": name}) for name in (*FIRST, "lea"))
        )
        rules = Policies(late=Late(10), due=Due(NOON), extensions={"ivo": 2})
        self.graded = class_in(folder, policies=rules, people=people)
        self.hours = {name: hours for name, (_, hours) in FIRST.items()}
        self.handed_in = {name: passed for name, (passed, _) in FIRST.items()}

    def run(self, grader: str = "v1", **passes: str) -> Told:
        """One run, and what it changes. passes: what a corrected test finds."""
        self.graded.run(self.handed_in, make=self._made, grader=grader, passes=passes)
        return told(self.graded)

    def decide(self, *adjusted: Adjustment, void: tuple[Void, ...] = ()) -> None:
        """Have these decisions by hand from now on."""
        self.graded.ways = replace(self.graded.ways, overrides=Overrides(adjusted, void))

    def price(self, scheme: Scheme) -> None:
        """Have other points from now on."""
        self.graded.ways = replace(self.graded.ways, scheme=scheme)

    def _made(self, student: str) -> HandIn:
        return hand_in(student, submitted=NOON + timedelta(hours=self.hours[student]))


def told(graded: Class) -> Told:
    """What the latest run changed: from what to what, and why."""
    run = graded.runs.last()
    assert run is not None
    before = graded.runs.previous(run)
    if before is None:
        return {}
    return {
        each.student: (each.before, each.after, each.reasons)
        for each in changes(graded.store, before, run)
    }


@pytest.fixture
def term(tmp_path: Path) -> Term:
    """A term whose first run is done."""
    begun = Term(tmp_path)
    begun.run()
    return begun


def test_the_first_run_says_of_each_late_one_what_it_cost(term: Term) -> None:
    found = term.graded.standings()
    totals = {name: one.total for name, one in found.items()}
    assert totals == {
        "ann": 10, "bob": 9, "cem": 4.5, "dee": 6.4, "eva": 2, "fay": 0, "gil": 5.4, "hal": 7,
        "ivo": 9, "jon": 4, "kim": 5, "lea": None,
    }  # fmt: skip
    day = "Late by 1 day (each day begun counts): 90 % of the points count."
    days = "Late by 2 days (each day begun counts): 80 % of the points count."
    assert {name: one.lines for name, one in found.items() if one.lines} == {
        "cem": (day,), "dee": (days,), "gil": (day,), "ivo": (day,),
    }  # fmt: skip
    assert found["lea"].status == "nothing handed in"


def test_nothing_is_told_of_a_run_in_which_nothing_happened(term: Term) -> None:
    assert term.run() == {}


def test_two_who_handed_in_again_are_told_with_checks_and_lateness(term: Term) -> None:
    term.handed_in |= {"fay": "abc", "bob": "abcd"}
    term.hours |= {"fay": 2}
    day = "Late by 1 day (each day begun counts): 90 % of the points count."
    assert term.run() == {
        "bob": (9, 10, ("another submission: failed → passed: test_d",)),
        "fay": (0, 8.1, (
            "another submission: failed → passed: p1_sum.1, p1_sum.2, p2_product.1", f"now: {day}",
        )),
    }  # fmt: skip


def test_a_corrected_test_and_its_correction_are_two_graders(term: Term) -> None:
    corrected = {"cem": "abc", "eva": "ac", "fay": "c", "gil": "abcd", "jon": "bcd"}
    moved = "another grader (v1 → v2): failed → passed: p2_product.1"
    assert term.run("v2", **corrected) == {
        "cem": (4.5, 8.1, (moved,)), "eva": (2, 6, (moved,)), "fay": (0, 4, (moved,)),
        "gil": (5.4, 9, (moved,)), "jon": (4, 8, (moved,)),
    }  # fmt: skip
    back = "another grader (v2 → v3): passed → failed: p2_product.1"
    assert term.run("v3", **{**corrected, "fay": ""}) == {"fay": (4, 0, (back,))}


def test_decisions_by_hand_are_told_once_and_stay_through_a_regrade(term: Term) -> None:
    term.decide(*ADJUSTED)
    first = {
        "eva": (2, 3.5, "+1.5 points in p1_sum: half of it is right (Tess, 2026-09-20)"),
        "gil": (5.4, 7.2, "+2 points in test_c: the handout allowed both (Tess, 2026-09-20)"),
        "kim": (5, 4, "-1 points: handed in twice (Tess, 2026-09-20)"),
    }
    assert term.run() == {
        name: (before, now, (f"now: {line}",)) for name, (before, now, line) in first.items()
    }
    assert term.run("v2") == {}
    assert {name: term.graded.standings()[name].total for name in first} == {
        name: now for name, (_, now, _) in first.items()
    }
    term.decide(*ADJUSTED[:2])
    assert term.run("v2") == {"kim": (4, 5, (f"no longer: {first['kim'][2]}",))}


def test_a_voided_check_is_told_to_everybody_and_moves_whom_it_moves(term: Term) -> None:
    term.decide(void=(VOIDED,))
    found = term.run()
    assert set(found) == set(FIRST)
    line = "now: test_d counts for everybody: the text was unclear (Tess, 2026-09-20)"
    assert all(reasons == (line,) for *_, reasons in found.values())
    moved = {name: (was, now) for name, (was, now, _) in found.items() if was != now}
    assert moved == {"bob": (9, 10), "cem": (4.5, 5.4), "eva": (2, 3), "fay": (0, 1)}


def test_other_points_are_told_to_whom_they_move(term: Term) -> None:
    first, second = SCHEME.parts
    dearer = msgspec.structs.replace(
        first, checks=(msgspec.structs.replace(first.checks[0], points=4), first.checks[1])
    )
    term.price(msgspec.structs.replace(SCHEME, parts=(dearer, second)))
    line = "other points: p1_sum.1: 2 → 4 points; all points: 10 → 12"
    assert term.run() == {
        "ann": (10, 12, (line,)), "bob": (9, 11, (line,)), "cem": (4.5, 6.3, (line,)),
        "eva": (2, 4, (line,)), "gil": (5.4, 7.2, (line,)), "hal": (7, 9, (line,)),
        "ivo": (9, 10.8, (line,)),
    }  # fmt: skip


def test_marks_of_written_answers_are_told_as_they_are_taken_in(term: Term) -> None:
    every = rubrics.read(HOMEWORK)

    def mark(student: str, *names: str) -> None:
        with (term.graded.folder / NAME).open("ab") as file:
            for name in names:
                one = Mark(anonymous("folder", student), name, (1, 2, 3, 4, 5), when="2026-09-21")
                file.write(msgspec.json.encode(one) + b"\n")

    mark("ann", every[0].name)
    points = every[0].points
    some = f"{points:g} of 100 points, 1 of {len(every)} answers marked so far"
    assert term.run() == {"ann": (10, 10, (f"written answers: none marked → {some}",))}
    mark("ann", *(each.name for each in every))
    mark("bob", *(each.name for each in every))
    assert term.run() == {
        "ann": (10, 10, (f"written answers: {some} → 100 of 100 points, 100 in all",)),
        "bob": (9, 9, ("written answers: none marked → 100 of 100 points, 95 in all",)),
    }


def test_all_that_happens_between_two_runs_is_told_together(term: Term) -> None:
    term.decide(*ADJUSTED, void=(VOIDED,))
    term.handed_in["gil"] = ALL
    assert term.run("v2", gil="abd")["gil"] == (5.4, 7.2, (
        "another submission: the same verdicts",
        "now: +2 points in test_c: the handout allowed both (Tess, 2026-09-20)",
        "now: test_d counts for everybody: the text was unclear (Tess, 2026-09-20)",
    ))  # fmt: skip
