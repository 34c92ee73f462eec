"""A judge and its workers share a core that no other judge has."""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import os
import threading
from pathlib import Path

import pytest

from grader.calls import one_core as module
from grader.calls.budget import Budget
from grader.calls.one_core import one_core
from grader.calls.servers import Servers
from grader.tests import mixing
from grader.tests.course import open_session
from grader.worker.cores import own_cores

ALL = own_cores()
pytestmark = pytest.mark.skipif(len(ALL) < 2, reason="there is one core for all")


@pytest.fixture(autouse=True)
def _nobody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Claims of our own: other judges of this machine claim elsewhere."""
    for core in ALL:
        (tmp_path / str(core)).touch()
    monkeypatch.setattr(module, "CORE", f"{tmp_path}/{{0}}")


def cores_of_another_judge() -> list[int]:
    """The cores that a judge gets beside this one."""
    found: list[int] = []

    def grade() -> None:
        os.sched_setaffinity(0, ALL)
        with one_core():
            found.extend(own_cores())

    thread = threading.Thread(target=grade)
    thread.start()
    thread.join()
    return found


def test_a_judge_has_one_core_and_gives_it_back() -> None:
    for _ in range(len(ALL) + 1):
        with one_core():
            assert len(own_cores()) == 1
        assert own_cores() == ALL


def test_a_core_is_given_back_after_an_error() -> None:
    for _ in range(len(ALL) + 1):
        with contextlib.suppress(RuntimeError), one_core():
            raise RuntimeError
    assert own_cores() == ALL
    assert len(cores_of_another_judge()) == 1


def test_two_judges_have_two_cores() -> None:
    with one_core():
        (mine,), (theirs,) = own_cores(), cores_of_another_judge()
    assert mine != theirs


def test_where_every_core_is_claimed_the_system_decides(tmp_path: Path) -> None:
    claims = [os.open(tmp_path / str(core), os.O_RDONLY) for core in ALL]
    for claim in claims:
        fcntl.flock(claim, fcntl.LOCK_EX)
    with one_core():
        assert own_cores() == ALL
    for claim in claims:
        os.close(claim)
    with one_core():
        assert len(own_cores()) == 1


def test_without_a_place_to_claim_cores_the_system_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CORE", f"{tmp_path}/nothing/{{0}}")
    with one_core():
        assert own_cores() == ALL


def test_where_the_system_forbids_it_grading_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbid(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "sched_setaffinity", forbid)
    with one_core():
        assert own_cores() == ALL


def test_a_worker_runs_where_its_judge_does(servers: Servers) -> None:
    source = "import os\n\ndef cores():\n    return sorted(os.sched_getaffinity(0))\n"
    files = {**mixing.solutions().files, "optimizers.py": source}
    submission = dataclasses.replace(mixing.solutions(), files=files)
    session = open_session(submission, servers, "optimizers", Budget())
    try:
        with one_core():
            session.begin_check()
            session.begin_case()
            assert session.call("cores", (), {}).value == own_cores()
    finally:
        session.close()
    assert own_cores() == ALL
