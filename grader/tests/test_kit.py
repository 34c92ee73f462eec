"""What students get: all that they need to check their work, and nothing that earns a point."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest

from grader.homework import Homework
from grader.judge.grading import open_recording
from grader.kit import contents as kits
from grader.kit import proof, telling
from grader.kit.__main__ import main, proved
from grader.kit.needed import KitError, needed_tests
from grader.kit.public import kits_recording, kits_seed, rubric_text
from grader.kit.telling import what_tells
from grader.kit.trial import grades_by_itself, surroundings, write
from grader.tests.course import HOMEWORK, cases, find_check, parts, select
from grader.trials.checks import Check, run_case
from grader.trials.properties import property_of
from grader.trials.recording import Case, Cases
from grader.worker import wire

POSSIBLE = sum(part.possible for part in parts())
HERE = sum(line.points for part in parts() for line in part.lines if not line.hidden)


@pytest.fixture(scope="module")
def files() -> Mapping[str, bytes]:
    return kits.contents(HOMEWORK)


@pytest.fixture(scope="module")
def kit(files: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("a kït of mine")
    write(files, folder)
    return folder


def run(kit: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command of the kit, with nothing of this repository on any path."""
    return subprocess.run(
        [sys.executable, "-m", "grader", *arguments],
        cwd=kit,
        env={"COLUMNS": "100", "HOME": str(kit)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_nothing_in_it_tells_what_is_hidden(files: Mapping[str, bytes]) -> None:
    assert what_tells(HOMEWORK, files) == []


def test_what_is_planted_is_found(files: Mapping[str, bytes]) -> None:
    (part,) = select("q4b_adam")
    hidden = next(line.test for line in part.lines if line.hidden)
    planted = {"a.py": f"# {hidden}\n".encode(), "tests/hidden/test_q1.py": b""}
    assert len(what_tells(HOMEWORK, planted)) == 2


def test_it_has_students_rooms_alone(files: Mapping[str, bytes]) -> None:
    folders = {name.rpartition("/")[0] for name in files}
    assert not {folder for folder in folders if folder.startswith("solutions")}
    rooms = {name.split("/")[1] for name in files if name.startswith("grader/")}
    assert not rooms & {"classroom", "gradescope", "authoring", "kit", "rules", "tests"}
    assert "tests/retraining.py" not in files


def test_what_a_hidden_check_expects_is_found_where_public_cases_hold_it(
    files: Mapping[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "kits_recording", open_recording)  # with the hidden cases as well
    told = what_tells(HOMEWORK, files)
    assert any("test_what_happens_at_the_bound" in line for line in told)


def test_its_cases_are_others_than_those_that_grade(files: Mapping[str, bytes]) -> None:
    kits = kits_recording(HOMEWORK)
    for part in parts():
        for line in part.lines:
            if not line.hidden and property_of(find_check(line.test_id).test).number > 1:
                assert kits.graded(part.name, line.test_id) != cases(line.test_id), line.test
    assert f"\nseed = {kits_seed(HOMEWORK)}\n" in files["homework.toml"].decode()


def test_recorded_cases_are_those_of_public_checks(files: Mapping[str, bytes]) -> None:
    hidden = {line.test_id for part in parts() for line in part.lines if line.hidden}
    folder = kits_recording(HOMEWORK).shipped_as()
    for part in parts():
        recorded = msgspec.msgpack.decode(
            files[f"{folder}/{part.name}.cases"], type=dict[str, Cases]
        )
        public = {line.test_id for line in part.lines if not line.hidden}
        assert public <= recorded.keys()
        assert not hidden & recorded.keys()


def test_a_rubric_file_keeps_what_its_hidden_lines_are_worth() -> None:
    (part,) = select("q4b_adam")
    text = rubric_text((HOMEWORK.rubric / "q4b_adam.py").read_text(encoding="utf-8"), part)
    withheld = sum(line.points for line in part.lines if line.hidden)
    assert "hidden" not in text
    assert text.endswith(f"withheld = {withheld:g}\n")


def test_the_table_shows_all_points_and_the_total_says_how_many_are_hidden(kit: Path) -> None:
    done = run(kit, "grade")
    assert done.returncode == 0, done.stderr
    assert f"0 / {POSSIBLE:g}" in done.stdout
    told = f"{HERE:g} of {POSSIBLE:g} points can be checked here; {POSSIBLE - HERE:g} are hidden"
    assert told in " ".join(done.stdout.split())
    assert told in (kit / "report.html").read_text(encoding="utf-8")


def test_hints_are_there_without_the_code_of_the_mistakes(kit: Path) -> None:
    wrong = HOMEWORK.solutions / "optimizers.py"
    text = wrong.read_text(encoding="utf-8") + (
        "\n\ndef sgd(w, dw, config=None):\n"
        "    config = config or {}\n"
        "    return w + config.get('learning_rate', 1e-2) * dw, config\n"
    )
    (kit / "student" / "optimizers.py").write_text(text, encoding="utf-8")
    assert "idea" in run(kit, "check", "q4b_sgd").stdout


def test_staffs_commands_are_unknown_in_it(kit: Path) -> None:
    for verb in ("class", "release", "feedback"):
        assert run(kit, verb).returncode == 2
    usage = subprocess.run(
        [sys.executable, "hw.py", "help"], cwd=kit, capture_output=True, text=True, check=True
    ).stdout
    assert "autograder" not in usage
    assert "check" in usage
    assert "staff" not in (kit / "Makefile").read_text(encoding="utf-8")


def test_it_grades_where_there_is_nothing_else(files: Mapping[str, bytes]) -> None:
    said = grades_by_itself(HOMEWORK, files, sets_up=False)
    assert said.endswith(f"stubs 0, solutions {HERE:g} of {POSSIBLE:g} points")


def test_it_is_tried_without_the_settings_of_staff(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOMEWORK_VENV", "elsewhere")
    assert "HOMEWORK_VENV" not in surroundings()
    assert "PATH" in surroundings()


def test_a_function_that_earns_points_is_found_whatever_it_is_called() -> None:
    source = (
        "def make(factor):\n"
        "    def inner(rate, slope, config, place):\n"
        "        return place - (config or {}).get('learning_rate', 1e-2) * slope\n"
        "    return inner\n"
        "class Holder:\n"
        "    def move(self, dw, settings, w):\n"
        "        return w - (settings or {}).get('learning_rate', 1e-2) * dw\n"
        "def nothing(w):\n"
        "    while True: pass\n"
    )
    with pytest.raises(proof.Earns) as caught:
        proof.prove(HOMEWORK, {"tests.helper": source})
    assert "tests.helper.Holder.move" in str(caught.value)
    assert "q4_optimizers.py::test_sgd" in str(caught.value)


def test_code_that_students_are_given_to_use_is_tried_as_well() -> None:
    helper = "def step(w, dw, config={}):\n    return w - config.get('learning_rate', 1e-2) * dw\n"
    with pytest.raises(proof.Earns, match=r"student\.provided\.helper\.step"):
        list(proved(HOMEWORK, {"student/provided/helper.py": helper.encode()}, sets_up=False))


def test_no_kit_is_proved_where_a_module_of_it_can_not_be_tried() -> None:
    with pytest.raises(KitError, match=r"gathering them raised ZeroDivisionError"):
        proof.prove(HOMEWORK, {"tests.helper": "1 / 0\n"})


def test_a_function_that_works_in_place_is_asked_too() -> None:
    def test(sorting: Any) -> None:
        items = sorting.lend(items=[2, 1])
        sorting.sort(items)

    check = Check("tests/test_sorting.py::test", "", "sorting", test)
    asked = run_case(check, Case(wire.encode({})), proof._First("sort")).error
    assert isinstance(asked, proof._Asked)
    assert asked.asked == ((True, [2, 1]), {})


def test_functions_that_help_nobody_are_let_pass() -> None:
    source = "import os\ndef one(w, dw=0): return w\ndef end(*_): os._exit(0)\n"
    assert "2 functions" in proof.prove(HOMEWORK, {"tests.helper": source})


def test_a_public_check_that_needs_what_staff_have_makes_no_kit(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    (copy / "tests" / "rubric").mkdir(parents=True)
    (copy / "tests" / "oracles").mkdir()
    (copy / "homework.toml").write_text(
        'title = "T"\nseed = 1\nfiles = [{ name = "a.py" }]\n[[questions]]\nname = "Q1"\n'
        'title = "A"\nparts = [{ name = "q1", file = "a.py", function = "f" }]\n'
    )
    (copy / "tests" / "oracles" / "right.py").write_text("x = 1\n")
    (copy / "tests" / "test_a.py").write_text(
        "from tests.oracles import right\n\n\ndef test_a(a): ...\n"
    )
    (copy / "tests" / "rubric" / "q1.py").write_text(
        '"""Q1: 1."""\nfrom grader.judge.rubric import graded\n'
        'a = graded("tests/test_a.py::test_a", points=1)\n'
    )
    with pytest.raises(KitError, match="staff's"):
        needed_tests(Homework(copy))


def test_nothing_but_an_earlier_kit_is_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    assert main([str(tmp_path), "--here"]) == 2
    assert "holds something else" in capsys.readouterr().err
