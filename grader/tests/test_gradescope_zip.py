"""The zip for Gradescope: the same bytes wherever it is built, and what a course may change."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import msgspec
import pytest

from grader.gradescope.build import build, contents
from grader.judge.grading import open_recording
from grader.rules.policies import PolicyError
from grader.tests.course import HOMEWORK, ROOT
from grader.trials.recording import Cases

RULES = ROOT / "grader" / "gradescope" / "templates" / "policies.toml"


@pytest.fixture(scope="module")
def autograder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zip, as `make autograder` builds it."""
    return build(HOMEWORK, tmp_path_factory.mktemp("dist") / "autograder.zip")


def test_another_checkout_umask_and_date_give_the_same_bytes(
    autograder: Path, tmp_path: Path
) -> None:
    checkout = tmp_path / "elsewhere"
    for name in ("grader", "tests", "student", "build/recordings"):
        shutil.copytree(
            ROOT / name,
            checkout / name,
            copy_function=shutil.copyfile,  # neither modes nor times
            ignore=shutil.ignore_patterns("__pycache__"),
        )
    shutil.copyfile(ROOT / "homework.toml", checkout / "homework.toml")
    os.utime(checkout / "grader" / "model.py", (0, 0))
    (checkout / "tests" / "notes.txt").write_text("left behind")
    target = tmp_path / "autograder.zip"
    subprocess.run(
        [
            sys.executable,
            "-c",
            f"from grader.gradescope.build import *; from grader.homework import find; "
            f"build(find(), Path({str(target)!r}))",
        ],
        cwd=checkout,
        umask=0o077,
        check=True,
    )
    assert target.read_bytes() == autograder.read_bytes()


def test_a_recording_is_called_after_the_cases_wherever_what_is_expected_in_them_was_computed(
    tmp_path: Path,
) -> None:
    here = open_recording(HOMEWORK)
    here.prepare(here.tests)
    path = here.file(HOMEWORK.parts[0].name)
    recorded = msgspec.msgpack.decode(path.read_bytes(), type=dict[str, Cases])

    def digest_of(name: str, **changes: Any) -> str:
        elsewhere = open_recording(HOMEWORK)
        elsewhere.folder = tmp_path / name
        shutil.copytree(here.folder, elsewhere.folder, ignore=shutil.ignore_patterns("*.known"))
        changed = {key: msgspec.structs.replace(recorded[key], **changes) for key in recorded}
        elsewhere.file(path.stem).write_bytes(msgspec.msgpack.encode(changed))
        assert elsewhere.shipped_as() == f"recording/{elsewhere.digest(here.tests)}-{here.seed}"
        return elsewhere.digest([path.stem])

    same = here.digest([path.stem])
    assert digest_of("another processor", graded=(b"",), plain=()) == same
    assert digest_of("other cases", drawn="other cases") != same


def test_gradescope_and_otter_find_what_they_look_for_at_the_top(autograder: Path) -> None:
    with zipfile.ZipFile(autograder) as archive:
        modes = {entry.filename: entry.external_attr >> 16 for entry in archive.infolist()}
    assert modes["setup.sh"] == modes["run_autograder"] == 0o100755
    assert modes["otter_config.json"] == modes["requirements.txt"] == 0o100644
    rubric = {path.name for path in (ROOT / "tests" / "rubric").glob("q*.py")}
    assert {f"tests/{name}" for name in rubric} == {x for x in modes if x.startswith("tests/")}


def test_it_holds_hidden_tests_and_cases_but_neither_solutions_nor_this_machine(
    autograder: Path,
) -> None:
    with zipfile.ZipFile(autograder) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert "judge/tests/hidden/test_q4_optimizers.py" in files
    assert any(name.startswith("judge/recording/") for name in files)
    solutions = {path.read_bytes() for path in (ROOT / "solutions").glob("*.py")}
    assert not solutions & set(files.values())
    # The plain name of a folder near the top, like "work", may well be a word of the text.
    here = [str(ROOT).encode(), str(Path.home()).encode() + b"/"]
    assert not [name for name, data in files.items() if any(place in data for place in here)]


def test_the_image_gets_pins_for_grading_and_needs_no_browser_or_latex() -> None:
    lines = contents(HOMEWORK, RULES)["requirements.txt"].decode().splitlines()
    names = {line.partition("==")[0] for line in lines if not line.startswith("#")}
    assert {"torch", "otter-grader", "msgspec", "hypothesis"} <= names
    assert not {"playwright", "sphinx", "ruff", "mypy", "jupyterlab"} & names


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[limits]\nsubmissions = 5\n", "no such rule: .limits."),
        ("[limit]\nsubmissions = 5\n", "needs submissions, hours|needs hours"),
        ("[limit]\nsubmissions = 0\nhours = 24\n", "1 or more"),
        ("[late]\npercent_per_day = -3\n", "from 0 to"),
        ("[late]\npercent_per_day = nan\n", "from 0 to"),
        ("[visibility]\nhidden = 'later'\n", "must be one of visible"),
        ("late = 3\n", "must be a section"),
        ("[late\n", "can't be read"),
    ],
)
def test_rules_that_cant_be_followed_stop_the_build_with_one_line(
    text: str, message: str, tmp_path: Path
) -> None:
    rules = tmp_path / "policies.toml"
    rules.write_text(text)
    with pytest.raises(PolicyError, match=message) as caught:
        build(HOMEWORK, tmp_path / "autograder.zip", rules)
    assert len(str(caught.value).splitlines()) == 1
    assert not (tmp_path / "autograder.zip").exists()


def test_the_index_for_torch_can_be_chosen_but_nothing_else_gets_into_the_script() -> None:
    conf = contents(HOMEWORK, RULES, "https://mirror.example.edu/whl/cpu")["setup.conf"].decode()
    assert conf.splitlines()[-1] == "TORCH_INDEX_URL=https://mirror.example.edu/whl/cpu"
    with pytest.raises(PolicyError):
        contents(HOMEWORK, RULES, "https://x/$(touch y)")
