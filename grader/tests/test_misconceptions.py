"""The bank proves the tests: each entry loses points in its own part and nowhere else."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from grader.diagnosis.bank import bank
from grader.judge.grading import Judge
from grader.model import PartResult
from grader.tests.course import HOMEWORK, parts
from grader.tests.mixing import solutions
from grader.tests.variants import Variant, submission, variants

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "misconceptions"
ENTRIES = [entry for path in sorted(FOLDER.glob("q*/*.py")) for entry in variants(path)]


BANK = bank(HOMEWORK)
ONE_OF_EACH_PART = {entry.part: entry for entry in ENTRIES}.values()


@cache
def graded(entry: Variant, judge: Judge) -> PartResult:
    """The entry's own part, graded once for all tests here."""
    chosen = [part for part in parts() if part.name == entry.part]
    return judge.grade(submission(entry), chosen).parts[0]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_a_misconception_loses_points_in_its_own_part(entry: Variant, judge: Judge) -> None:
    part = graded(entry, judge)
    # A name that is missing in a copy would fail every check, and prove nothing.
    causes = [check.failure.cause for check in part.checks if check.failure]
    assert not any("NameError" in cause for cause in causes), causes
    if part.possible:
        assert part.score < part.possible
    else:
        assert any(check.failure for check in part.checks), "an optional part must notice too"


@pytest.mark.parametrize("entry", ONE_OF_EACH_PART, ids=lambda entry: entry.id)
def test_a_misconception_costs_nothing_elsewhere_in_its_file(entry: Variant, judge: Judge) -> None:
    others = [
        part for part in parts() if part.name[:3] == entry.part[:3] and part.name != entry.part
    ]
    for part in judge.grade(submission(entry), others).parts:
        assert part.score == part.possible, part.name


def test_the_bank_has_at_least_eighty_entries_with_words() -> None:
    assert len(BANK.entries) >= 80
    for entry in BANK.entries:
        assert entry.formula
        assert entry.hint.endswith((".", "?"))
        assert entry.part in {part.name for part in parts()}


def test_every_mistake_is_in_the_bank_once() -> None:
    names = [(entry.part, entry.id) for entry in BANK.entries]
    assert len(set(names)) == len(names)


def test_the_solutions_are_no_misconception(judge: Judge) -> None:
    assert judge.grade(solutions()).total == 100
