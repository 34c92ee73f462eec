"""A judge on every core, and the verdict on each mutant in order."""

from __future__ import annotations

import atexit
import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack

import joblib

from grader.authoring.mutants.changes import Mutant
from grader.authoring.mutants.trial import Trial, Verdict
from grader.homework import Homework, find
from grader.judge.grading import open_recording
from grader.judge.opening import open_judge
from grader.submission import load


def judged(homework: Homework, found: Sequence[Mutant]) -> Iterator[Verdict]:
    """Grade the mutants; their order is kept."""
    # Drawn once, before the judges look for it.
    open_recording(homework).prepare(part.name for part in homework.parts)
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(joblib.cpu_count(), spawn, initializer=_open_judge) as judges:
        yield from judges.map(_judge, found)


_open: list[Trial] = []


def _open_judge() -> None:
    homework = find()
    # It ends with this process.
    opened = ExitStack()
    judge, _ = opened.enter_context(open_judge(homework, explain=False, carry=False))
    atexit.register(opened.close)
    _open.append(Trial(judge, load(homework.solutions, homework)))


def _judge(mutant: Mutant) -> Verdict:
    return _open[0].verdict(mutant)
