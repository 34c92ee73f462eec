"""What passed before in the same way passes unseen; all else is judged as if nothing had been
before.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest

from grader.calls.budget import Budget
from grader.calls.session import Session
from grader.calls.transcript import Exchange
from grader.calls.worker import ForkServer, Worker
from grader.judge.grading import Judge
from grader.judge.questions import select
from grader.model import Status
from grader.report.markdown import as_markdown
from grader.tests import mixing
from grader.trials import checks
from grader.trials.checks import CaseFailure, load_check, replay
from grader.trials.precedents import Precedents

WRONG = {
    "a sign": "def sgd(w, dw, config=None):\n    return w + 1e-2 * dw, {'learning_rate': 1e-2}",
    "a state that is not stored": "def adam(w, dw, config=None):\n"
    "    return _adam(w, dw, dict(config or {}))[0], config or {}\n",
    "an exception in some cases": "def adam(w, dw, config=None):\n"
    "    return _adam(w, dw, {**config})\n",
    "not started": "def sgd_momentum(w, dw, config=None):\n    raise NotImplementedError",
    "a file that keeps something": "CALLS = []\ndef sgd(w, dw, config=None):\n"
    "    CALLS.append(1)\n    return _sgd(w, dw, config) if len(CALLS) < 30 else (w, {})\n",
    "a process that ends": "import os\ndef sgd(w, dw, config=None):\n"
    "    if w.size > 3:\n        os._exit(0)\n    return _sgd(w, dw, config)\n",
}


def with_source(source: str) -> mixing.Submission:
    """The solutions with more at the end of optimizers.py."""
    files = dict(mixing.solutions().files)
    files["optimizers.py"] += f"\n\n_adam, _sgd = adam, sgd\n\n{source}"
    return dataclasses.replace(mixing.solutions(), files=files)


def remembering(judge: Judge, *, explain: bool = False) -> Judge:
    """A judge that remembers what passed."""
    return Judge(judge.server, judge.cases, judge.budget, explain=explain, precedents=Precedents())


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The checks whose test was run for a case from here on."""
    names: list[str] = []
    run = checks._run

    def remember(check: checks.Check, *args: object) -> CaseFailure | None:
        names.append(check.test_id)
        return run(check, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(checks, "_run", remember)
    return names


@pytest.fixture
def session(judge: Judge) -> Iterator[Session]:
    """A session with a function that counts its calls."""
    submission = with_source("CALLS = []\ndef f(x):\n    CALLS.append(x)\n    return len(CALLS)\n")
    session = Session(submission, judge.server, "optimizers", Budget())
    session.begin_check()
    yield session
    session.close()


def test_what_is_right_in_the_same_way_again_needs_no_test(judge: Judge, ran: list[str]) -> None:
    remembers = remembering(judge)
    first = remembers.grade(mixing.solutions())
    assert set(ran) == {check.test_id for part in first.parts for check in part.checks}
    ran.clear()
    again = remembers.grade(mixing.solutions())
    assert ran == []
    assert first.total == again.total == again.possible


def test_what_passed_in_a_worker_of_the_part_s_own_needs_no_test_either(
    judge: Judge, ran: list[str]
) -> None:
    remembers = remembering(judge)
    keeps_something = with_source("CALLS = []\ndef sgd(*args):\n    CALLS.append(1)\n"
                                  "    return _sgd(*args)\n")  # fmt: skip
    parts = select("q4b_sgd.1")
    for _ in range(2):
        ran.clear()
        report = remembers.grade(keeps_something, parts)
        assert report.total == report.possible
    # Once, to say that the file may keep something.
    assert len(ran) == 1


def test_a_worker_that_does_not_start_is_as_for_a_judge_that_remembers_nothing(
    judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    remembers = remembering(judge)
    parts = select("q4b_sgd.1")
    remembers.grade(mixing.solutions(), parts)
    start = Worker.__init__

    def fail_once(worker: Worker, server: ForkServer) -> None:
        monkeypatch.setattr(Worker, "__init__", start)
        raise OSError("no descriptors")

    for any_judge in (judge, remembers):
        monkeypatch.setattr(Worker, "__init__", fail_once)
        report = any_judge.grade(mixing.solutions(), parts)
        assert report.total == report.possible


def test_a_state_too_large_to_hand_back_costs_the_submission_alone(judge: Judge) -> None:
    source = "def adam(w, dw, config=None):\n    return w, {f'k{i}': 0 for i in range(4090)}\n"
    for any_judge in (judge, remembering(judge)):
        report = any_judge.grade(with_source(source), select("q4b_adam"))
        results = [check for part in report.parts for check in part.checks]
        assert report.total == 0
        assert not any(check.failure.ours for check in results if check.failure)


def test_the_tests_of_what_differs_are_run(judge: Judge, ran: list[str]) -> None:
    remembers = remembering(judge)
    remembers.grade(mixing.solutions())
    ran.clear()
    report = remembers.grade(mixing.replace(WRONG["a sign"], "sgd", "optimizers"))
    results = [check for part in report.parts for check in part.checks]
    failed = {check.test_id for check in results if check.status is Status.FAILED}
    assert failed
    assert failed <= set(ran)
    assert all("sgd" in name for name in ran)


@pytest.mark.parametrize("source", WRONG.values(), ids=WRONG)
def test_grade_and_feedback_are_those_of_a_judge_that_remembers_nothing(
    source: str, judge: Judge
) -> None:
    remembers = remembering(judge, explain=True)
    parts = select("q4b")
    remembers.grade(mixing.solutions(), parts)
    explains = Judge(judge.server, judge.cases, judge.budget)
    plain = explains.grade(with_source(source), parts)
    assert plain.total < plain.possible
    for _ in range(2):
        report = remembers.grade(with_source(source), parts)
        assert as_markdown(report) == as_markdown(plain)


def test_a_process_table_is_judged_by_what_it_says(judge: Judge) -> None:
    remembers = remembering(judge)
    parts = select("q5")
    files = dict(mixing.solutions().files)
    assert remembers.grade(mixing.solutions(), parts).total > 0
    for text in ("", "hours = -1\n", "hours = "):
        other = dataclasses.replace(mixing.solutions(), files=files | {"process.toml": text})
        assert remembers.grade(other, parts).total == judge.grade(other, parts).total == 0


def test_the_submission_is_called_once_where_the_paths_part(session: Session) -> None:
    session.begin_case()
    session.call("f", (1,), {})
    (exchange,) = session.transcript.exchanges
    session.begin_case()
    session.ask(exchange.request)
    assert session.call("f", (1,), {}).value == 2
    assert session.call("f", (1,), {}).value == 3
    assert [call.value for call in session.transcript] == [2, 3]


def test_a_test_that_asks_otherwise_than_before_is_run_afresh(
    session: Session, judge: Judge
) -> None:
    (part,) = select("q4b_sgd.1")
    check = load_check(part.lines[0].test_id)
    case = judge.cases.of(check.test_id)[0]
    misled = Precedents()
    session.begin_case()
    session.call("f", (1,), {})
    misled.add(case.digest, [Exchange(session.transcript.exchanges[0].request, b"another answer")])
    trial = replay(check, [case], session, misled, to_the_end=True)
    assert trial.failures == []
    assert {call.name for call in trial.transcripts[0]} == {"sgd"}


def follow(precedents: Precedents, case: bytes, answers: dict[bytes, bytes]) -> bool:
    return precedents.apply(case, lambda request: Exchange(request, answers[request]))


def test_a_pass_is_found_where_all_answers_are_the_same() -> None:
    precedents = Precedents()
    precedents.add(b"case", [Exchange(b"f(1)", b"2"), Exchange(b"f(2)", b"4")])
    precedents.add(b"case", [Exchange(b"f(1)", b"3"), Exchange(b"f(3)", b"6")])
    assert follow(precedents, b"case", {b"f(1)": b"2", b"f(2)": b"4"})
    assert follow(precedents, b"case", {b"f(1)": b"3", b"f(3)": b"6"})
    assert not follow(precedents, b"case", {b"f(1)": b"2", b"f(2)": b"5"})
    assert not follow(precedents, b"case", {b"f(1)": b"5"})
    assert not follow(precedents, b"other case", {})


def test_what_is_of_no_use_is_forgotten_and_what_is_stays() -> None:
    precedents = Precedents(most_bytes=3_000)
    precedents.add(b"useful", [Exchange(b"f(1)", b"2")])
    precedents.add(b"useless", [Exchange(b"f(1)", b"2")])
    for number in range(100):
        precedents.add(b"%d" % number, [Exchange(b"f(1)", b"2")])
        assert follow(precedents, b"useful", {b"f(1)": b"2"})
    assert not follow(precedents, b"useless", {b"f(1)": b"2"})
    assert sum(len(entries) for entries in (precedents._young, precedents._old)) < 2 * 3_000 / 200
