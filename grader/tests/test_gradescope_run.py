"""The zip at work: set up once, as on Gradescope, then given what students and machines come up
with."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from grader.gradescope import results
from grader.gradescope.build import build
from grader.gradescope.emulate import just_now
from grader.gradescope.emulate.container import Container
from grader.tests.course import FILES, HOMEWORK, ROOT, parts
from grader.tests.hand_ins import write_zip

SCHEMA = json.loads(Path(__file__).with_name("results.schema.json").read_text(encoding="utf-8"))
CHECKS = sum(len(part.lines) for part in parts())


@pytest.fixture(scope="module")
def autograder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zip, as `make autograder` builds it."""
    return build(HOMEWORK, tmp_path_factory.mktemp("dist") / "autograder.zip")


@pytest.fixture(scope="module")
def container(autograder: Path, tmp_path_factory: pytest.TempPathFactory) -> Container:
    """The zip, unpacked and set up with this Python."""
    made = Container(tmp_path_factory.mktemp("container"), Path(sys.executable))
    made.unpack(autograder)
    ran = made.set_up()
    assert ran.status == 0, ran.output
    return made


def read(container: Container) -> dict[str, Any]:
    """What Gradescope would read, once it follows the schema."""
    result: dict[str, Any] = json.loads(container.results.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(SCHEMA).validate(result)
    return result


def graded(container: Container, path: Path, metadata: str = "") -> dict[str, Any]:
    """The results for a submission."""
    ran = container.grade(path, metadata or just_now("Homework"))
    assert ran.status == 0, ran.output
    return read(container)


def solution_files() -> dict[str, bytes]:
    """The solutions by name."""
    return {name: (ROOT / "solutions" / name).read_bytes() for name in FILES}


def question_scores(result: dict[str, Any]) -> dict[str, float]:
    """Points by question, of the tests that have some."""
    found: dict[str, float] = {}
    for test in result["tests"]:
        question = test["tags"][0]
        found[question] = found.get(question, 0) + test["score"]
    return found


def test_solutions_from_windows_zipped_twice_get_100(container: Container, tmp_path: Path) -> None:
    files = {
        f"hw2/mine/student/{name}": b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")
        for name, data in solution_files().items()
    }
    files |= {"__MACOSX/hw2/mine/student/._features.py": b"\0\5\x16\7", "hw2/.DS_Store": b"\0"}
    inner = write_zip(tmp_path / "mine.zip", files)
    result = graded(container, write_zip(tmp_path / "s.zip", {"mine.zip": inner.read_bytes()}))
    assert result["score"] == 100
    assert result["extra_data"]["state"] == "graded"
    assert len(result["tests"]) == CHECKS
    assert [entry["name"] for entry in result["leaderboard"]] == [
        "Validation accuracy",
        "Steps to the bar",
    ]
    assert "mine.zip was opened" in result["output"]
    assert not list((container.root / "submission").iterdir())


def test_files_that_are_missing_broken_or_unreadable_cost_themselves_alone(
    container: Container, tmp_path: Path
) -> None:
    files = solution_files()
    del files["step_sizes.py"]
    files["features.py"] = b"def build_mlp(:\n"
    files["learning_rates.py"] = "# Schrittweiten größer\n".encode("latin-1")
    files["process.toml"] = b"x" * (2 << 20)
    result = graded(container, write_zip(tmp_path / "submission.zip", files))
    scores = question_scores(result)
    assert [scores[question] for question in ("Q1", "Q2", "Q3", "Q5")] == [4.5, 2.75, 2, 0]
    assert result["score"] == 4.5 + 2.75 + 2 + 35  # the short answers and Q4
    said = result["output"]
    assert "learning_rates.py is not UTF-8 text" in said
    assert "process.toml is larger than 1 MiB" in said
    assert "not handed in, graded as not started: step_sizes.py" in said
    assert result["stdout_visibility"] == "hidden"


def test_stubs_get_0_and_are_told_that_nothing_is_started(container: Container) -> None:
    result = graded(container, ROOT / "student")
    assert result["score"] == 0
    assert {test["output"] for test in result["tests"]} == {"not started"}
    assert "Not started: q1" in result["output"]
    assert "leaderboard" not in result


@pytest.mark.parametrize(
    ("files", "line"),
    [
        ({}, "none of the graded files is in it"),
        ({"student/notebooks/q1_learning_rates.ipynb": b"{}"}, "none of the graded files"),
        ({"a.zip": b"PK\3\4 not really"}, "a.zip: left out, it can't be read (it is no zip)"),
        ({"a.zip": b"", "b.zip": b""}, "b.zip: left out, it can't be read"),
        ({"report.pdf": b"%PDF-1.4"}, "none of the graded files"),
    ],
    ids=["empty", "notebooks only", "broken inner zip", "two zips", "something else"],
)
def test_a_submission_without_graded_files_gets_0_and_one_line_that_says_why(
    files: dict[str, bytes], line: str, container: Container, tmp_path: Path
) -> None:
    result = graded(container, write_zip(tmp_path / "submission.zip", files))
    assert result["score"] == 0
    assert result["tests"] == []
    assert line in result["output"]
    assert len(result["output"].splitlines()) == 1
    assert str(container.root) not in result["output"]


@pytest.fixture
def running(container: Container) -> Iterator[subprocess.Popen[str]]:
    """run_autograder in the middle of the solutions."""
    container.hand_in(ROOT / "solutions", just_now("Homework"))
    process = container.start("run_autograder")
    try:
        while process.poll() is None:
            if container.results.exists() and len(read(container)["tests"]) > 3:
                break
            time.sleep(0.02)
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()  # closes the pipe too


def test_killed_as_a_whole_it_leaves_valid_results_that_say_how_far_it_came(
    container: Container, running: subprocess.Popen[str]
) -> None:
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    result = read(container)
    assert result["extra_data"]["state"] == "grading"
    ran = len(result["tests"]) - 1
    assert 0 < ran < CHECKS
    assert f"{ran} of {CHECKS} checks were run" in result["output"]
    assert result["score"] == sum(test.get("score", 0) for test in result["tests"])


def test_a_judge_that_dies_is_reported_to_staff_beside_what_it_had_graded(
    container: Container, running: subprocess.Popen[str]
) -> None:
    judge = next(pid for pid in _group(running.pid) if b"grader.gradescope.run" in _command(pid))
    os.kill(judge, signal.SIGKILL)
    running.wait()
    assert running.returncode == 0
    result = read(container)
    assert result["extra_data"]["state"] == "failed"
    friendly, staff, *checks = result["tests"]
    assert (friendly["visibility"], friendly["output"]) == ("visible", results.FRIENDLY)
    assert (staff["visibility"], "killed by signal 9" in staff["output"]) == ("hidden", True)
    assert checks
    assert result["score"] == sum(test["score"] for test in checks)


def _group(group: int) -> list[int]:
    pids = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
    return [pid for pid in pids if _belongs(pid, group)]


def _belongs(pid: int, group: int) -> bool:
    try:
        return os.getpgid(pid) == group
    except ProcessLookupError:
        return False


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def test_a_zip_that_lacks_something_fails_before_staff_and_not_as_a_0_of_the_student(
    container: Container,
) -> None:
    rules = container.root / "source" / "policies.toml"
    text = rules.read_bytes()
    try:
        rules.write_text("[limits]\n")
        result = graded(container, ROOT / "solutions")
    finally:
        rules.write_bytes(text)
    assert result["extra_data"]["state"] == "failed"
    assert "not in your code" in result["output"]
    seen = [test["output"] for test in result["tests"] if test["visibility"] == "visible"]
    told = [test["output"] for test in result["tests"] if test["visibility"] == "hidden"]
    assert seen == [results.FRIENDLY]
    assert "no such rule: [limits]" in told[0]


def test_a_rule_that_refuses_keeps_the_last_score_and_a_regrade_says_the_same(
    container: Container,
) -> None:
    rules = container.root / "source" / "policies.toml"
    text = rules.read_bytes()
    metadata = json.loads(just_now("Homework")) | {
        "created_at": "2026-09-14T12:00:00-07:00",
        "previous_submissions": [
            {
                "submission_time": "2026-09-14T11:00:00-07:00",
                "score": "61.5",
                "results": {"tests": [], "extra_data": {"state": "graded"}},
            }
        ],
    }
    try:
        rules.write_text("[limit]\nsubmissions = 1\nhours = 24\n")
        one, two = (graded(container, ROOT / "student", json.dumps(metadata)) for _ in range(2))
    finally:
        rules.write_bytes(text)
    assert one == two
    assert (one["score"], one["extra_data"]["state"]) == (61.5, "kept")
    assert "The next one is from 2026-09-15 11:00-07:00 on" in one["output"]


def test_set_up_closes_source_and_results_to_others(container: Container) -> None:
    for path in (container.root / "source", container.root / "source" / "judge" / "tests"):
        assert path.stat().st_mode & 0o007 == 0


def test_set_up_stops_at_the_first_step_that_fails_and_names_it(
    autograder: Path, tmp_path: Path
) -> None:
    broken = Container(tmp_path, Path("/bin/false"))
    broken.unpack(autograder)
    ran = broken.set_up()
    assert ran.status != 0
    last = ran.output.strip().splitlines()[-1]
    assert last.startswith("setup.sh failed at: importing what grading needs.")


def test_without_a_mount_namespace_it_runs_in_another_place_all_the_same(
    container: Container, tmp_path: Path
) -> None:
    before = container.is_private
    try:
        container.is_private = False
        result = graded(container, write_zip(tmp_path / "submission.zip", {}))
    finally:
        container.is_private = before
    assert "none of the graded files" in result["output"]
