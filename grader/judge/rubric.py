"""The rubric: one Otter test file for each question part, the only place where points live.

A line `name = graded("tests/…::test_…", points=…)` makes one Otter test case that asks the judge
for the verdict. Otter's own classes resolve points, score and show. Its environment holds `judge`,
a function from a test's id to nothing that raises where the check fails; a notebook has none, and
gets one for the files as they are saved.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from otter.test_files import test_case

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "rubric"


def graded(test_id: str, *, points: float, hidden: bool = False) -> test_case:
    """One line of the rubric: the graded test with this pytest id is worth so many points."""

    def ask_the_judge(env: dict[str, Any]) -> None:
        env["judge"](test_id)

    return test_case(name=test_id, points=points, hidden=hidden)(ask_the_judge)


def part_names() -> list[str]:
    """The question parts in the order of the handout."""
    return sorted(path.stem for path in FOLDER.glob("q*.py"))
