"""A judge on every core, and the verdict on each mutant in order."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

import joblib

from grader.authoring.mutants.changes import Mutant
from grader.authoring.mutants.trial import Trial, Verdict
from grader.calls.worker import ForkServer
from grader.judge.grading import Judge, open_recording
from grader.submission import load
from grader.trials.cases import ROOT


def judged(found: Sequence[Mutant]) -> Iterator[Verdict]:
    """Grade the mutants; their order is kept."""
    open_recording()  # drawn once, before the judges look for it
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(joblib.cpu_count(), spawn, initializer=_open_court) as court:
        yield from court.map(_judge, found)


_court: list[Trial] = []


def _open_court() -> None:
    server = ForkServer()  # ends with this process
    server.preload({"torch"})
    _court.append(Trial(Judge(server, open_recording(), explain=False), load(ROOT / "solutions")))


def _judge(mutant: Mutant) -> Verdict:
    return _court[0].verdict(mutant)
