"""A process that ends for no fault of the submission's costs it nothing; a call that ends its
process costs what it is worth."""

from __future__ import annotations

import dataclasses
import io
import json
import os
import resource
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from grader.calls.budget import Budget
from grader.calls.servers import Servers
from grader.desk import notebook_checks
from grader.desk.commands import main
from grader.desk.watch import Watch
from grader.gradescope import run
from grader.judge.grading import Judge
from grader.model import PartResult, Report
from grader.tests.course import HOMEWORK, recording, select
from grader.tests.mixing import replace, solutions
from grader.worker.sweeping import children


def server_of(servers: Servers) -> list[int]:
    """The fork server for NumPy."""
    return [servers.light.pid]


def mothers_of(servers: Servers) -> list[int]:
    """The processes that hold a loaded file."""
    return children(servers.light.pid)


def forks_of(servers: Servers) -> list[int]:
    """The process that is being asked."""
    return [pid for mother in mothers_of(servers) for pid in children(mother)]


WHO = {"the server": server_of, "the loaded file": mothers_of, "its fork": forks_of}


class Killer:
    """Kills after one check, and says whom it met."""

    def __init__(self, servers: Servers, who: Callable[[Servers], list[int]], after: int) -> None:
        self._servers, self._who, self._left = servers, who, after
        self.killed = 0

    def __call__(self, part: PartResult) -> None:
        self._left -= 1
        if self._left == 0:
            for pid in self._who(self._servers):
                os.kill(pid, signal.SIGKILL)
                self.killed += 1


class Scarcity(Killer):
    """Kills, and from then on the judge can open nothing more."""

    def __call__(self, part: PartResult) -> None:
        super().__call__(part)
        if self.killed:
            _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
            resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))


def failed(report: Report) -> list[str]:
    """The checks that did not pass."""
    return [check.test_id for part in report.parts for check in part.checks if check.failure]


@pytest.mark.parametrize("after", [1, 2, 4, 7])
@pytest.mark.parametrize("who", WHO)
def test_whoever_is_killed_between_two_checks_no_point_is_lost(
    who: str, after: int, judge: Judge
) -> None:
    kill = Killer(judge.servers, WHO[who], after)
    report = judge.grade(solutions(), select("q4b"), on_check=kill)
    assert failed(report) == []
    assert report.faults == ()


def test_a_judge_that_can_open_nothing_more_has_not_graded(judge: Judge) -> None:
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)

    def restore(part: PartResult | None = None) -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)

    scarcity = Scarcity(judge.servers, forks_of, 1)
    part = select("q4b_sgd")[:1]
    try:
        report = judge.grade(solutions(), part, on_check=scarcity, on_part=restore)
    finally:
        restore()
    assert failed(report) != []
    assert "Too many open files" in report.trouble
    assert failed(judge.grade(solutions(), select("q4b_sgd"))) == []


@pytest.mark.parametrize("who", WHO)
def test_there_is_somebody_to_kill(who: str, judge: Judge) -> None:
    kill = Killer(judge.servers, WHO[who], 1)
    judge.grade(solutions(), select("q4b_adam"), on_check=kill)
    assert kill.killed > 0


def test_a_call_that_ends_its_process_every_time_is_the_students(judge: Judge) -> None:
    deadly = "def sgd(w, dw, config=None):\n    import os\n    os._exit(0)"
    (part,) = judge.grade(replace(deadly, "sgd", "optimizers"), select("q4b_sgd")[:1]).parts
    assert part.score == 0
    for check in part.checks:
        assert check.failure is not None
        assert not check.failure.ours
        assert "the process ended in the middle of a call" in check.failure.cause


def test_a_file_that_ends_its_process_when_it_is_loaded_is_the_students(judge: Judge) -> None:
    files = dict(solutions().files)
    files["optimizers.py"] += "\nimport os\nos._exit(0)\n"
    report = judge.grade(dataclasses.replace(solutions(), files=files), select("q4b"))
    assert report.total == 0
    assert not any(c.failure and c.failure.ours for part in report.parts for c in part.checks)


@pytest.fixture
def without_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program that forks workers is not there."""
    monkeypatch.setattr("grader.calls.server.SERVER", HOMEWORK.root / "no_such_server.py")


def test_a_library_that_can_not_be_loaded_for_want_of_memory_costs_no_point() -> None:
    with Servers(HOMEWORK) as servers:
        starved = servers.heavy.pid
        resource.prlimit(starved, resource.RLIMIT_AS, (400 << 20, resource.RLIM_INFINITY))
        judge = Judge(HOMEWORK, servers, recording(), explain=False)
        (part,) = judge.grade(solutions(), select("q3_feature_block")).parts
        assert servers.heavy.pid != starved
    assert part.score == part.possible


@pytest.mark.usefixtures("without_server")
def test_a_server_that_can_not_start_is_no_fault_of_the_submission() -> None:
    with Servers(HOMEWORK) as servers:
        judge = Judge(HOMEWORK, servers, recording(), Budget(), explain=False)
        report = judge.grade(solutions(), select("q4b_sgd"))
    checks = [check for part in report.parts for check in part.checks]
    assert all(check.failure is not None and check.failure.ours for check in checks)
    assert "does not start" in report.trouble


@pytest.mark.usefixtures("without_server")
def test_without_a_server_a_command_grades_nothing_and_says_so(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["check", "q4b_sgd", str(HOMEWORK.solutions)]) == 2
    said = capsys.readouterr().err
    assert said.startswith("not graded, call again: ")
    assert said.count("\n") == 1


@pytest.mark.usefixtures("without_server")
def test_without_a_server_gradescope_reads_that_grading_failed(tmp_path: Path) -> None:
    shutil.copytree(HOMEWORK.solutions, tmp_path / "submission")
    (tmp_path / "results").mkdir()
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "policies.toml").touch()
    places = run.Places(tmp_path)
    assert run.main(places) == 1
    result = json.loads(places.results.read_text(encoding="utf-8"))
    assert result["extra_data"]["state"] == "failed"


@pytest.mark.usefixtures("without_server")
def test_without_a_server_a_notebook_and_a_watch_blame_nobody() -> None:
    with Servers(HOMEWORK) as servers:
        judge = Judge(HOMEWORK, servers, recording(), Budget())
        told = notebook_checks.check(judge, HOMEWORK.solutions, "q4b_sgd")
        console = Console(file=io.StringIO(), width=200)
        watch = Watch(HOMEWORK.solutions, judge, console, staff=False)
        watch.check(select("q4b_sgd")[:1])
    assert isinstance(console.file, io.StringIO)
    for text in (told["text"], told["html"], console.file.getvalue()):
        assert "no point is lost: the grader itself failed here; have it grade again" in text
        assert "✗" not in text


def test_a_check_that_cant_be_explained_keeps_its_verdict(
    explaining_judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*arguments: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("grader.judge.part_run.explained", stumble)
    wrong = replace("def sgd(w, dw, config=None): return w, {}", "sgd", "optimizers")
    report = explaining_judge.grade(wrong, select("q4b_sgd")[:1])
    assert report.trouble == ""
    assert report.total == 0
    assert "could not be explained" in report.faults[0]
