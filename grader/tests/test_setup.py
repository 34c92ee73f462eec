"""The environment that the commands run in: when it is made, changed, kept and refused."""

from __future__ import annotations

import ast
import base64
import hashlib
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from grader.setup import calling, interpreters
from grader.setup.calling import all_verbs
from grader.setup.environment import Environment, NoEnvironment
from grader.setup.install import Installer

ROOT = Path(__file__).resolve().parents[2]


def write_wheel(folder: Path, version: str) -> None:
    """A package `tiny` with nothing but its version."""
    info = f"tiny-{version}.dist-info"
    files = {
        "tiny.py": f"version = {version!r}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: tiny\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{name},{_digest(text)},{len(text)}\n" for name, text in files.items())
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(folder / f"tiny-{version}-py3-none-any.whl", "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)
        wheel.writestr(f"{info}/RECORD", f"{record}{info}/RECORD,,\n")


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return "sha256=" + base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Environment:
    """An environment for version 1.0 of a package that pip finds in a folder, with no network."""
    write_wheel(tmp_path / "wheels", "1.0")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "wheels"))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PATH", os.defpath)  # without uv
    sets = {"student": tmp_path / "requirements.txt", "staff": tmp_path / "staff.txt"}
    for file in sets.values():
        file.write_text("tiny==1.0\n")
    # A space and a letter that ASCII hasn't: folders are called like that.
    return Environment(tmp_path / "my übung" / "venv", sets, trial="import tiny")


def version_in(environment: Environment) -> str:
    command = [str(environment.python), "-c", "import tiny; print(tiny.version)"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_an_environment_follows_its_pins_and_keeps_to_what_it_has_offline(
    tiny: Environment, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tiny.prepare("student")
    assert version_in(tiny) == "1.0"

    capsys.readouterr()
    tiny.prepare("student")
    assert capsys.readouterr().err == ""  # there is nothing to do, or to say

    (tmp_path / "requirements.txt").write_text("tiny==2.0\n")
    tiny.prepare("student")
    assert "Going on with the packages of before" in capsys.readouterr().err
    assert version_in(tiny) == "1.0"

    write_wheel(tmp_path / "wheels", "2.0")
    tiny.prepare("student")
    assert version_in(tiny) == "2.0"


def test_an_interrupted_set_up_is_begun_anew_by_the_next_call(tiny: Environment) -> None:
    tiny.prepare("student")
    (tiny.folder / "ready").unlink()
    left_behind = tiny.folder / "half a package"
    left_behind.write_text("")
    tiny.prepare("student")
    assert version_in(tiny) == "1.0"
    assert not left_behind.exists()


def test_an_interpreter_that_cant_be_looked_at_counts_as_removed(tiny: Environment) -> None:
    (tiny.folder / "bin").mkdir(parents=True)
    for name in ("bin/python", "pyvenv.cfg"):
        (tiny.folder / name).write_text("")
    # Such a name is an error even for those who may look everywhere.
    there = {"set": "student", "pins": "", "python": "/" + "x" * 5000}
    (tiny.folder / "ready").write_text(json.dumps(there))
    tiny.prepare("student")
    assert version_in(tiny) == "1.0"


def test_packages_for_staff_that_cant_be_had_leave_the_students_environment(
    tiny: Environment, tmp_path: Path
) -> None:
    tiny.prepare("student")
    (tmp_path / "staff.txt").write_text("tiny==3.0\n")
    with pytest.raises(NoEnvironment, match=r"staff\.txt can't be installed") as caught:
        tiny.prepare("staff")
    assert len(str(caught.value).splitlines()) == 1
    tiny.prepare("student")
    assert version_in(tiny) == "1.0"


def test_a_kit_leaves_an_environment_of_staffs_alone(tiny: Environment, tmp_path: Path) -> None:
    tiny.prepare("staff")
    (tmp_path / "staff.txt").unlink()  # as in a kit
    with pytest.raises(NoEnvironment, match="name another place"):
        tiny.prepare("student")
    assert version_in(tiny) == "1.0"


def test_a_folder_with_something_else_in_it_is_left_alone(tiny: Environment) -> None:
    tiny.folder.mkdir(parents=True)
    (tiny.folder / "thesis.tex").write_text("all of it")
    with pytest.raises(NoEnvironment, match="holds something else"):
        tiny.prepare("student")
    assert (tiny.folder / "thesis.tex").exists()


def test_a_place_that_cant_be_written_names_the_variable_that_takes_another(
    tiny: Environment, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    environment = Environment(tmp_path / "file" / "venv", trial="")
    with pytest.raises(NoEnvironment, match="HOMEWORK_VENV"):
        environment.prepare("student")


def test_torch_is_left_without_its_test_programs_and_with_all_else(tmp_path: Path) -> None:
    script(tmp_path, "python", f"echo '{tmp_path}'")
    kept = [tmp_path / "torch" / name for name in ("bin/torch_shm_manager", "testing/__init__.py")]
    tests = [tmp_path / "torch" / name for name in ("bin/test_api", "test/atest")]
    for file in [*kept, *tests]:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("")
    Installer(str(tmp_path / "python")).remove_tests_of_torch()
    assert [file for file in [*kept, *tests] if file.exists()] == kept


def script(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{text}\n")
    (folder / name).chmod(0o755)


def test_a_python_that_fits_is_found_beside_one_that_is_too_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(tmp_path, "python3", "echo 3.10 cpython 64 True /usr/bin/python3.10")
    script(tmp_path, "python3.13", "exit 127")  # as pyenv leaves for what isn't chosen
    script(tmp_path, "python3.12", f"exec '{sys.executable}' \"$@\"")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python3"))
    assert Path(interpreters.find()).name.startswith("python3")
    with pytest.raises(interpreters.NoPython, match="is not Python 3"):
        interpreters.find("python3")
    (tmp_path / "python3.12").unlink()
    with pytest.raises(interpreters.NoPython, match="install one of them") as caught:
        interpreters.find()
    assert len(str(caught.value).splitlines()) == 1


def test_make_says_in_one_line_that_there_is_no_python(tmp_path: Path) -> None:
    for tool in ("sh", "make"):
        (tmp_path / tool).symlink_to(f"/usr/bin/{tool}")
    done = subprocess.run(
        ["make", "--silent", "check", "Q=q1"],
        cwd=ROOT,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.splitlines()[0].startswith("Python 3.11, 3.12, 3.13 or 3.14 is needed")


def test_an_old_python_can_read_all_that_runs_before_a_new_one_is_found() -> None:
    files = [ROOT / "hw.py", ROOT / "grader/__init__.py", *(ROOT / "grader/setup").glob("*.py")]
    for file in files:
        ast.parse(file.read_text(encoding="utf-8"), feature_version=(3, 8))


def test_make_and_hw_know_the_same_verbs() -> None:
    # A make that another make has started says which folder it enters, unless it is told not to.
    command = ["make", "--no-print-directory", "help"]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert {line.split()[0] for line in shown.stdout.splitlines()} - {"help"} == set(all_verbs())


def test_verbs_work_from_the_students_folder() -> None:
    done = subprocess.run(
        ["make", "--silent", "check"], cwd=ROOT / "student", capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "Which question? For instance make check Q=q1, or python" in done.stderr


def test_the_question_of_an_example_is_the_homeworks_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    other = ROOT / "grader" / "tests" / "homeworks" / "layers" / "homework.toml"
    (tmp_path / "homework.toml").write_bytes(other.read_bytes())
    monkeypatch.setattr(calling, "ROOT", tmp_path)
    assert calling.main(["check"]) == 2
    assert "python hw.py check q2" in capsys.readouterr().err
    (tmp_path / "homework.toml").unlink()
    assert calling.main(["help"]) == 0
    assert "python hw.py check NAME" in capsys.readouterr().out
