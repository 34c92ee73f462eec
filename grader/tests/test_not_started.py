"""Not started is what a stub says, and not what a library says of what it can't do."""

from __future__ import annotations

import dataclasses

import pytest

from grader.judge.grading import Judge
from grader.model import Status
from grader.tests.course import select
from grader.tests.mixing import solutions

SGD = "def sgd(w, dw, config=None):\n    {}\n    return w - 1e-2 * dw, config or {{}}\n"


def statuses(judge: Judge, line: str) -> set[Status]:
    """Of the checks of sgd with this line in it."""
    text = solutions().files["optimizers.py"] + "\n\n" + SGD.format(line)
    files = {**solutions().files, "optimizers.py": text}
    report = judge.grade(dataclasses.replace(solutions(), files=files), select("q4b_sgd")[:1])
    return {check.status for part in report.parts for check in part.checks}


def test_a_stub_is_not_started(judge: Judge) -> None:
    assert statuses(judge, "raise NotImplementedError('Q4b sgd')") == {Status.NOT_STARTED}


@pytest.mark.parametrize(
    "line",
    [
        "import numbers; numbers.Complex.__add__(1, 2)",
        "import asyncio; asyncio.AbstractEventLoop().run_forever()",
    ],
)
def test_what_a_library_cant_do_is_a_failure(judge: Judge, line: str) -> None:
    assert statuses(judge, line) == {Status.FAILED}
