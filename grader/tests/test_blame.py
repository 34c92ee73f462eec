"""What fails because another function does says which one to mend first, and nothing else."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

from grader.calls.servers import Servers
from grader.diagnosis.known import known_mistakes
from grader.judge.blame import first_to_mend
from grader.judge.grading import Judge, open_recording
from grader.model import PartResult, Report, Status
from grader.tests.course import HOMEWORK, recording, select
from grader.tests.mixing import solutions

FACTORS = """
def convergence_factors(sigma, learning_rate):
    return np.abs(1 - 2 * learning_rate * np.atleast_1d(np.asarray(sigma, float)))
"""
THRICE = FACTORS.replace("2 * ", "3 * ")  # which is no known mistake
CALLS = """
def _worst(sigma, learning_rate):
    return max(convergence_factors(sigma, learning_rate))

def is_stable(sigma, learning_rate):
    return bool(_worst(sigma, learning_rate) < 1)
"""
ALONE = """
def is_stable(sigma, learning_rate):
    return bool(learning_rate < 1 / np.max(sigma))
"""


def graded(judge: Judge, source: str, question: str = "q1_is_stable") -> PartResult:
    """A part of the solutions with these functions at the end of their file."""
    return report_of(judge, source, question).parts[0]


def report_of(judge: Judge, source: str, question: str = "q1_is_stable") -> Report:
    text = f"{solutions().files['learning_rates.py']}\n{source}"
    files = {**solutions().files, "learning_rates.py": text}
    return judge.grade(dataclasses.replace(solutions(), files=files), select(question))


def ideas(part: PartResult) -> set[str]:
    return {
        check.failure.diagnosis.title
        for check in part.checks
        if check.status is Status.FAILED and check.failure and check.failure.diagnosis
    }


def test_the_nearest_that_fails_is_named_and_none_of_those_that_call_each_other() -> None:
    callees = {"a": ["b", "c"], "b": ["c"], "c": ["d"], "d": ["c"]}
    assert first_to_mend("a", callees, lambda name: True) == "b"
    assert first_to_mend("a", callees, lambda name: name == "d") == "d"
    assert first_to_mend("c", callees, lambda name: True) is None


def test_a_caller_of_what_fails_hears_which_function_to_mend_first(
    explaining_judge: Judge,
) -> None:
    part = graded(explaining_judge, THRICE + CALLS)
    assert ideas(part) == {"Your is_stable calls your convergence_factors, which fails too"}


def test_a_caller_of_a_known_mistake_costs_nothing_where_that_is_charged(
    explaining_judge: Judge,
) -> None:
    for source in (FACTORS + CALLS, FACTORS + ALONE):
        caller = graded(explaining_judge, source)
        called = graded(explaining_judge, source, "q1_convergence_factors")
        assert caller.score == caller.possible
        assert called.score < called.possible


def test_the_function_that_is_called_has_its_own_idea(explaining_judge: Judge) -> None:
    part = graded(explaining_judge, FACTORS + CALLS, "q1_convergence_factors")
    assert any("sigma once" in idea for idea in ideas(part))


def test_who_calls_what_is_right_or_nothing_has_an_idea_of_its_own(
    explaining_judge: Judge,
) -> None:
    for source in (ALONE, THRICE + ALONE, CALLS.replace("< 1)", "<= 1.5)")):
        part = graded(explaining_judge, source)
        assert part.status is Status.FAILED
        assert not any("calls your" in idea for idea in ideas(part))


def test_a_fault_of_ours_in_a_part_that_nobody_asked_for_is_told_and_blames_nobody(
    servers: Servers, tmp_path: Path
) -> None:
    recording().prepare(["q1_is_stable", "q1_convergence_factors"])
    known_mistakes(recording(), "q1_is_stable")
    broken = open_recording(HOMEWORK)
    broken.__dict__["folder"] = shutil.copytree(recording().folder, tmp_path / "copy")
    broken.file("q1_convergence_factors").write_bytes(b"not what was recorded")
    # Also where the other part's mistake, were it known, would make this one cost nothing.
    for source in (FACTORS + CALLS, THRICE + CALLS):
        report = report_of(Judge(HOMEWORK, servers, broken), source)
        assert "q1_convergence_factors" not in {part.name for part in report.parts}
        assert any("could not be judged" in fault for fault in report.faults)
        assert report.parts[0].status is Status.FAILED
        assert not any("calls your" in idea for idea in ideas(report.parts[0]))
