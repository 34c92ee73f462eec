"""What is said of a function that stands in a student's place, for the tests of the diagnosis."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from grader.calls.replies import Reply
from grader.calls.session import Session
from grader.diagnosis.bank import Misconception
from grader.diagnosis.recognise import diagnose
from grader.diagnosis.stand_in import StandIn
from grader.judge.questions import parts
from grader.model import Call, Diagnosis
from grader.trials.cases import Recording
from grader.trials.checks import Trial, load_check, run_case
from grader.worker import wire

Function = Callable[..., Any]
Config = dict[str, Any]


class Student(StandIn):
    """A function that is called as a student's, with a transcript of the calls."""

    def call(
        self, name: str, args: Any, kwargs: Any, *, observe: bool = False, **more: Any
    ) -> Reply:
        sent = wire.normalize({"args": list(args), "kwargs": kwargs})
        asked = Call(name, tuple(sent["args"]), sent["kwargs"], None, failed=True)
        self.transcript.append(asked)
        reply = super().call(name, args, kwargs, observe=observe, **more)
        self.transcript[-1] = replace(
            asked,
            value=reply.value,
            failed=False,
            changed=reply.changed if observe else None,
            random_state_touched=reply.random_state_touched,
        )
        return reply


def ideas(part_name: str, function: Function, cases: Recording) -> dict[str, Diagnosis | None]:
    """What is said of each check of a part that fails with the function in the solution's place."""
    (part,) = (part for part in parts() if part.name == part_name)
    name = part_name.partition("_")[2]
    trials = []
    for line in part.lines:
        check = load_check(line.test_id)
        session = Student(Misconception("", part_name, name, "", "", function))
        ran, failures, transcripts = list(cases.of(line.test_id)), [], []
        for case in ran:
            failure = run_case(check, case.arguments, cast(Session, session))
            transcripts.append(tuple(session.transcript))
            if failure is not None:
                failures.append(failure)
        trials.append(Trial(check, ran, failures, transcripts))
    return {
        trial.check.test_id.rpartition("::")[2]: diagnose(
            part_name, trial, [other for other in trials if other is not trial]
        )
        for trial in trials
        if trial.failures
    }


def named(part_name: str, function: Function, cases: Recording) -> set[str]:
    return {
        idea.misconception
        for idea in ideas(part_name, function, cases).values()
        if idea and idea.misconception
    }
