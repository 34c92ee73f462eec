"""What a submission may use up: what hangs is ended and named, and costs nobody else."""

from __future__ import annotations

import contextlib
import dataclasses
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from grader.calls.budget import Account, Budget, Meter
from grader.calls.failures import BadReply, CallFailed, OutOfBudget, TimedOut
from grader.calls.loaded import LoadedFiles
from grader.calls.servers import Servers
from grader.calls.session import Session
from grader.judge.grading import Judge
from grader.submission import Submission
from grader.tests import mixing
from grader.tests.course import HOMEWORK, open_session, recording, select

Sessions = Callable[..., Session]


def submission(source: str) -> Submission:
    """The solutions with this text for optimizers.py."""
    files = {**mixing.solutions().files, "optimizers.py": source}
    return dataclasses.replace(mixing.solutions(), files=files)


@pytest.fixture
def sessions(servers: Servers) -> Iterator[Sessions]:
    """Opens sessions with a submission's optimizers.py, and ends them."""
    opened: list[Session] = []

    def opening(source: str, budget: Budget, account: Account | None = None) -> Session:
        session = open_session(submission(source), servers, "optimizers", budget, account)
        opened.append(session)
        session.begin_check()
        session.begin_case()
        return session

    yield opening
    for session in opened:
        session.close()


def ask(session: Session, name: str = "f", *args: Any) -> Any:
    """The value of one call."""
    return session.call(name, args, {}).value


def failure(session: Session, name: str = "f", *args: Any) -> CallFailed:
    """How a call failed; the test fails if it did not."""
    with pytest.raises(CallFailed) as caught:
        ask(session, name, *args)
    return caught.value


HUNG = {
    "in Python": "def f():\n    while True: pass",
    "asleep": "import time\ndef f(): time.sleep(1e6)",
    "in C": "def f(): return sum(__import__('itertools').repeat(0))",
    "in a regular expression": "import re\ndef f(): re.match('(a+)+$', 'a' * 64 + 'b')",
    "catching every exception": "def f():\n while True:\n  try:\n   while True: pass\n"
    "  except BaseException: pass",
    "ignoring signals": "import signal, time\ndef f():\n"
    " for n in range(1, 32):\n  try: signal.signal(n, signal.SIG_IGN)\n  except OSError: pass\n"
    " while True: time.sleep(1)",
    "printing without end": "def f():\n while True: print('x' * 10_000)",
    "in a lock": "import threading\ndef f(): l = threading.Lock(); l.acquire(); l.acquire()",
}


@pytest.mark.parametrize("source", HUNG.values(), ids=HUNG)
def test_a_call_that_hangs_is_ended_and_the_next_call_is_answered(
    source: str, sessions: Sessions
) -> None:
    session = sessions(f"{source}\n\ndef g(): return 7\n", Budget(call=0.2, patience=2))
    assert re.match(r"timed out after 0\.[24] s on this input: does", str(failure(session)))
    assert ask(session, "g") == 7


def test_a_limit_counts_the_processors_time_and_not_what_other_programs_take(
    sessions: Sessions,
) -> None:
    source = "import time\ndef f(): time.sleep(0.6)\ndef g():\n while True: pass"
    session = sessions(source, Budget(call=0.3, check=0.5, patience=100))
    assert ask(session) is None
    assert str(failure(session, "g")).startswith("timed out after 0.3 s on this input: ")


SLOW_UNTIL = """
import time
def sgd(w, dw, config=None):
    if time.monotonic() < UNTIL:
        time.sleep(99)
    return w - (config or {}).get("learning_rate", 1e-2) * dw, dict(config or {})
"""


def test_a_check_that_ran_out_of_time_is_tried_once_more_before_it_costs(
    servers: Servers,
) -> None:
    judge = Judge(HOMEWORK, servers, recording(), Budget(call=0.3, patience=2), explain=False)
    part = select("q4b_sgd")[:1]
    # Past before the first try, of which nothing comes, has ended.
    soon = SLOW_UNTIL.replace("UNTIL", f"{time.monotonic() + 0.5}")
    assert judge.grade(submission(soon), part).total == part[0].possible
    always = judge.grade(submission(SLOW_UNTIL.replace("UNTIL", "1e99")), part)
    assert always.total == 0
    (first, *_) = always.parts[0].checks
    assert first.failure is not None
    assert first.failure.timed_out
    assert first.failure.cause.startswith("timed out after ")


def test_a_check_that_used_up_its_time_leaves_the_next_check_its_own(sessions: Sessions) -> None:
    session = sessions(
        "import time\ndef f(): time.sleep(9)", Budget(call=0.7, check=1.0, patience=1)
    )
    failures = [failure(session) for _ in range(3)]
    assert isinstance(failures[0], TimedOut)
    assert "1 s of this check" in str(failures[-1])
    session.begin_check()
    assert isinstance(failure(session), TimedOut)


def test_what_a_part_used_up_is_not_given_back(sessions: Sessions) -> None:
    session = sessions(
        "import time\ndef f(): time.sleep(9)", Budget(call=0.4, part=0.6, patience=1)
    )
    failures = []
    for _ in range(3):
        failures.append(failure(session))
        session.begin_check()
    assert "0.6 s of this question" in str(failures[-1])


def test_a_submission_that_used_up_its_time_keeps_a_reserve_for_each_part(
    sessions: Sessions,
) -> None:
    account, budget = Account(), Budget(call=1.0, submission=3.0, patience=1)
    account.share_out(budget.submission, 2)
    account.ahead -= 1
    slow = sessions("import time\ndef f(): time.sleep(9)", budget, account)
    assert isinstance(failure(slow), TimedOut)
    assert isinstance(failure(slow), TimedOut | OutOfBudget)
    assert "for the whole submission" in str(failure(slow))
    assert account.seconds < budget.submission
    account.ahead -= 1
    honest = sessions("def f(): return 1", budget, account)
    assert ask(honest) == 1


def test_the_judges_own_time_counts_and_what_is_paused_does_not() -> None:
    account = Account()
    meter = Meter(Budget(submission=0.2), account)
    with account.counting():
        with meter.paused():
            time.sleep(0.3)
        meter.limit(1.0)
        time.sleep(0.3)
    with pytest.raises(OutOfBudget, match="for the whole submission"):
        meter.limit(1.0)


def test_a_file_that_does_not_load_is_waited_for_once(servers: Servers) -> None:
    account, budget = Account(), Budget(load=0.3, patience=1)
    with contextlib.closing(LoadedFiles(submission("while True: pass"), servers)) as files:
        first, second = (Session(files, "optimizers", budget, account) for _ in range(2))
        assert "optimizers.py did not load within 0.3 s" in str(failure(first))
        spent = account.seconds
        assert "optimizers.py did not load within 0.3 s" in str(failure(second))
        assert account.seconds == pytest.approx(spent, abs=0.1)


STARTS_A_THREAD = """
import os, threading, time
threading.Thread(target=time.sleep, args=(99,), daemon=True).start()
time.sleep(0.4)
def f(): os._exit(0)
"""


def test_loading_again_and_again_is_paid_for(sessions: Sessions) -> None:
    session = sessions(STARTS_A_THREAD, Budget(part=1.0, patience=1))
    failures = []
    for _ in range(4):
        failures.append(failure(session))
        session.begin_check()
    assert "1 s of this question" in str(failures[-1])


def test_replies_of_one_case_are_bounded_in_all(sessions: Sessions) -> None:
    source = "import numpy as np\ndef f(): return np.zeros(100_000)"
    session = sessions(source, Budget(reply_bytes=2 << 20))
    assert ask(session).size == 100_000
    assert ask(session).size == 100_000
    assert isinstance(failure(session), BadReply)
    session.begin_case()
    assert ask(session).size == 100_000


MEMORY = {
    "bytes": "def f(): return len(bytes(3 << 30))",
    "an array": "import numpy as np\ndef f(): return float(np.ones(3 << 27).sum())",
    "many small objects": "def f():\n    x = []\n    while True: x.append([0] * 1000)",
    "threads": "import threading, time\ndef f():\n"
    "    while True: threading.Thread(target=time.sleep, args=(99,)).start()",
}


@pytest.mark.parametrize("source", MEMORY.values(), ids=MEMORY)
def test_memory_and_threads_are_bounded(source: str, sessions: Sessions) -> None:
    session = sessions(f"{source}\n\ndef g(): return 7\n", Budget())
    refused = failure(session)
    assert "MemoryError" in str(refused) or "RuntimeError" in str(refused)
    session.close()
    assert ask(session, "g") == 7
