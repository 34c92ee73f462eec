"""Workers that are plain processes: the same verdicts, on systems without forks and signals too."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.calls.budget import Budget
from grader.calls.failures import StudentRaised, TimedOut, WorkerDied
from grader.calls.output import EDGE_BYTES
from grader.calls.plain import NOTE
from grader.calls.servers import CHOICE, Servers
from grader.calls.session import session_with
from grader.judge.grading import Judge
from grader.submission import Submission
from grader.tests import mixing, other_systems
from grader.tests.course import HOMEWORK, ROOT, parts, recording, select
from grader.worker.clock import ThreadClock

PATIENT = Budget(load=60.0, call=60.0, check=120.0, part=240.0)


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Servers]:
    monkeypatch.setenv(CHOICE, "plain")
    with Servers(HOMEWORK) as servers:
        yield servers


def misbehaving(body: str) -> Submission:
    return mixing.replace(
        f"import os, sys\ndef sgd(w, dw, config=None):\n{body}", "sgd", "optimizers"
    )


@pytest.mark.parametrize("question", ["q2_steps_until_within", "q3_feature_block", "q5"])
def test_solutions_keep_their_points(question: str, servers: Servers) -> None:
    judge = Judge(HOMEWORK, servers, recording(), PATIENT, explain=False)
    report = judge.grade(mixing.solutions(), select(question))
    assert report.total == report.possible > 0


def test_a_part_meets_nothing_that_another_left(servers: Servers) -> None:
    counting = "    global calls\n    calls = globals().get('calls', 0) + 1\n    return calls, {}"
    for _ in range(2):
        with session_with(misbehaving(counting), servers, "optimizers", PATIENT) as session:
            assert session.call("sgd", (1.0, 1.0), {}).value == [1, {}]


def test_what_hangs_is_ended_and_the_next_call_is_answered(servers: Servers) -> None:
    body = "    while w:\n        pass\n    return w, {}"
    quick = Budget(load=60.0, call=1.0, check=120.0, part=240.0)
    with session_with(misbehaving(body), servers, "optimizers", quick) as session:
        with pytest.raises(TimedOut):
            session.call("sgd", (1.0, 1.0), {})
        assert session.call("sgd", (0.0, 1.0), {}).value == [0.0, {}]


def test_what_ends_its_process_has_died(servers: Servers) -> None:
    body = "    os._exit(0)"
    with (
        session_with(misbehaving(body), servers, "optimizers", PATIENT) as session,
        pytest.raises(WorkerDied),
    ):
        session.call("sgd", (1.0, 1.0), {})


def test_what_is_printed_belongs_to_its_call_and_is_no_reply(servers: Servers) -> None:
    body = "    print('first' + 'x' * 200_000 + 'last')\n    os.write(1, b'raw')\n    raise OSError"
    with session_with(misbehaving(body), servers, "optimizers", PATIENT) as session:
        for _ in range(2):
            session.begin_check()
            with pytest.raises(StudentRaised):
                session.call("sgd", (1.0, 1.0), {})
            printed = session.printed()
            assert printed.startswith(("first", "raw"))
            assert printed.count("last") == 1
            assert len(printed) <= 2 * EDGE_BYTES + 10


def test_large_arguments_and_answers_cross(servers: Servers) -> None:
    body = "    return w, {}"
    text = "x" * 60_000
    with session_with(misbehaving(body), servers, "optimizers", PATIENT) as session:
        assert session.call("sgd", ([text] * 4, 1.0), {}).value == [[text] * 4, {}]


def spin() -> None:
    while True:
        pass


def test_a_thread_ends_what_takes_too_long_and_nothing_after_that() -> None:
    clock = ThreadClock(TimeoutError, seconds=0.2, last=0.1)
    with pytest.raises(TimeoutError), clock:
        spin()
    for _ in range(100):
        with clock:
            pass


@pytest.mark.parametrize("system", other_systems.MODULES)
@pytest.mark.parametrize(
    "command",
    [
        ("grader", "check", "q4b_sgd_momentum", "solutions"),
        ("grader", "check", "q3_build_mlp", "solutions"),
        ("grader", "check", "q4b_adam"),
        ("grader", "doctor"),
        ("grader.submission.handing_in",),
    ],
    ids=lambda command: " ".join(command[:3]),
)
def test_students_commands_need_nothing_that_another_system_lacks(
    command: tuple[str, ...], system: str, tmp_path: Path
) -> None:
    # As in a kit, where they have been drawn; to draw needs libraries that know the real system.
    recording().prepare(part.name for part in parts() if part.name in command)
    done = subprocess.run(
        [sys.executable, other_systems.__file__, system, "-m", *command],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    if command[1:2] == ("check",):
        assert NOTE in done.stdout  # the first run says before it that it draws cases
        assert (", passed" in done.stdout) == ("solutions" in command)


def test_nothing_is_left_of_a_worker(
    servers: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with session_with(misbehaving("    return w, {}"), servers, "optimizers", PATIENT) as session:
        session.call("sgd", (1.0, 1.0), {})
        assert any(tmp_path.iterdir())
    servers.close()
    assert not any(tmp_path.iterdir())
