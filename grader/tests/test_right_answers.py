"""No false alarms: right answers in other people's styles keep full marks."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.judge.grading import Judge
from grader.tests.course import parts
from grader.tests.variants import Variant, submission, variants

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "right_answers"
ANSWERS = [answer for path in sorted(FOLDER.glob("q*.py")) for answer in variants(path)]
WITHOUT_FUNCTION = {"q4c_matched_learning_rate", "q4c_best_model", "q5_process"} | {
    f"q{number}_answers" for number in range(1, 5)
}


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.id)
def test_a_right_answer_keeps_full_marks(answer: Variant, judge: Judge) -> None:
    chosen = [part for part in parts() if part.name == answer.part]
    report = judge.grade(submission(answer), chosen)
    lost = [
        f"{check.name}: {check.failure and check.failure.cause}"
        for part in report.parts
        for check in part.checks
        if check.status != "passed"
    ]
    assert lost == []


def test_there_are_at_least_a_hundred_right_answers_over_all_functions() -> None:
    assert len(ANSWERS) >= 100
    missing = {part.name for part in parts()} - {answer.part for answer in ANSWERS}
    assert missing == WITHOUT_FUNCTION
