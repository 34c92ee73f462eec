"""Not started is said of a stub that is as released, and of nothing else."""

from __future__ import annotations

import dataclasses
import subprocess
import sys

import pytest

from grader.judge.grading import Judge
from grader.model import CheckResult, Status
from grader.tests.course import HOMEWORK, ROOT, select
from grader.tests.mixing import solutions
from grader.worker.stubs import fingerprints

STUBS = (HOMEWORK.stubs / "optimizers.py").read_text(encoding="utf-8")
SGD = "def sgd(w, dw, config=None):\n    {}\n    return w - 1e-2 * dw, config or {{}}\n"


def checks(judge: Judge, text: str, question: str = "q4b_sgd") -> list[CheckResult]:
    """The checks of one function, where optimizers.py says this."""
    files = {**solutions().files, "optimizers.py": text}
    report = judge.grade(dataclasses.replace(solutions(), files=files), select(question)[:1])
    return [check for part in report.parts for check in part.checks]


def statuses(judge: Judge, text: str) -> set[Status]:
    return {check.status for check in checks(judge, text)}


def of_sgd(old: str, new: str) -> str:
    """The stubs with a change in the first of them, sgd's."""
    assert old in STUBS
    return STUBS.replace(old, new, 1)


@pytest.mark.parametrize(
    "text",
    [
        STUBS,
        STUBS.replace("\n", "\r\n"),
        of_sgd("    Args:\n", "    My notes: start here.\n"),
        of_sgd("    w, dw, config = ", "    # what is checked for us\n\n    w, dw, config = "),
        of_sgd("learning_rate times dw, downhill", "learning_rate times the gradient"),
    ],
    ids=["as released", "carriage returns", "docstring", "comment", "an earlier message"],
)
def test_a_stub_is_not_started_however_it_is_laid_out(judge: Judge, text: str) -> None:
    assert statuses(judge, text) == {Status.NOT_STARTED}


@pytest.mark.parametrize("option", ["-O", "-OO"])
def test_a_stub_is_known_where_python_leaves_docstrings_or_asserts_out(option: str) -> None:
    ask = (
        "import sys; from grader.worker.stubs import fingerprints as f; print(f(sys.stdin.read()))"
    )
    said = subprocess.run(
        [sys.executable, option, "-c", ask], cwd=ROOT, input=STUBS, capture_output=True, text=True
    )
    assert said.stdout.strip() == str(fingerprints(STUBS)), said.stderr


def test_code_above_a_raise_that_was_left_is_a_failure_and_its_line_is_named(judge: Judge) -> None:
    text = of_sgd("    raise NotImplementedError", "    w = w - dw\n    raise NotImplementedError")
    line = text[: text.index("raise NotImplementedError")].count("\n") + 1
    for check in checks(judge, text):
        assert check.status is Status.FAILED
        assert check.failure is not None
        assert f"line {line}" in check.failure.trace


@pytest.mark.parametrize(
    "line",
    [
        "import numbers; numbers.Complex.__add__(1, 2)",
        "import asyncio; asyncio.AbstractEventLoop().run_forever()",
        "raise NotImplementedError('of my own')",
    ],
)
def test_what_somebody_else_cant_do_is_a_failure(judge: Judge, line: str) -> None:
    text = solutions().files["optimizers.py"] + "\n\n" + SGD.format(line)
    assert statuses(judge, text) == {Status.FAILED}
