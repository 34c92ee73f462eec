"""What can be called: `python hw.py VERB`, and `make VERB`, which calls that.

Each verb names the set of packages that it needs, so that a student never waits for what only staff
use.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from grader.setup.environment import ROOT, Environment, NoEnvironment

STOPPED = 130


class Verb(NamedTuple):
    """packages: the set that it needs. commands: what the environment's Python runs, the last of
    them with what follows the verb. missing: what to say where nothing follows."""

    packages: str
    help: str
    commands: tuple[str, ...]
    missing: str = ""


VERBS = {
    "grade": Verb("student", "grade SUBMISSION (student/), write report.html", ("grader grade",)),
    "check": Verb(
        "student",
        "check one question",
        ("grader check",),
        "Which question? For instance make check Q=q1, or python hw.py check q1",
    ),
    "watch": Verb("student", "check what changed whenever a file is saved", ("grader watch",)),
    "notebook": Verb(
        "student",
        "open student/ in JupyterLab",
        (
            "jupyterlab student --LabApp.default_url=/lab/tree/HANDOUT.md "
            "--LabApp.app_settings_dir=student/provided/jupyter",  # which opens it rendered
        ),
    ),
    "submission": Verb("student", "build submission.zip", ("grader.submission.handing_in",)),
    "doctor": Verb("student", "how well submissions are confined here", ("grader doctor",)),
    "class": Verb(
        "staff",
        "grade every submission in SUBMISSIONS",
        ("grader class",),
        "Which class? For instance make class SUBMISSIONS=folder, or python hw.py class folder",
    ),
    "figures": Verb("staff", "draw every figure of the solutions", ("grader.authoring.figures",)),
    "pdf": Verb("staff", "export the written answers", ("grader.authoring.pdf",)),
    "autograder": Verb("staff", "build dist/autograder.zip", ("grader.gradescope autograder",)),
    "emulate": Verb(
        "staff",
        "run that zip here, as Gradescope would",
        ("grader.gradescope emulate",),
    ),
    "release": Verb("staff", "derive student/ from solutions/", ("grader release",)),
    "new-homework": Verb(
        "staff", "copy a small homework to start from", ("grader.authoring.new_homework",)
    ),
    "mutants": Verb("development", "measure the tests", ("grader.authoring.mutants",)),
    "soak": Verb("staff", "grade the solutions 200 times", ("grader.authoring.soak",)),
    "setup": Verb("development", "set up for all of this, and run nothing", ()),
    "test": Verb(
        "development",
        "every test, ruff, mypy and the import contracts",
        ("ruff format --check .", "ruff check .", "mypy", "pytest"),
    ),
    "test-fast": Verb(
        "development",
        "the tests that an edit needs, ruff and mypy",
        ("ruff format --check .", "ruff check .", "mypy", "pytest -m fast grader/tests"),
    ),
}


def main(arguments: list[str]) -> int:
    """Run one verb; its exit status."""
    if not arguments or arguments[0] not in VERBS:
        is_asked = arguments[:1] in (["help"], ["-h"], ["--help"])
        print(_usage(), file=sys.stdout if is_asked else sys.stderr)
        return 0 if is_asked else 2
    verb = VERBS[arguments[0]]
    further = [each for each in arguments[1:] if each]
    if verb.missing and not further:
        print(verb.missing, file=sys.stderr)
        return 2
    try:
        environment = Environment(_place())
        environment.prepare(verb.packages, os.environ.get("HOMEWORK_PYTHON", ""))
        return _run(environment.python, verb, further)
    except NoEnvironment as problem:
        print(problem, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nstopped; the next call goes on", file=sys.stderr)
        return STOPPED


def _run(python: Path, verb: Verb, further: list[str]) -> int:
    # In the project's folder, wherever it is called from: in student/ the files of a submission
    # would take the place of modules of the same name.
    here = os.environ.get("HOMEWORK_FROM", os.getcwd())
    further = [_from(here, each) for each in further]
    for command in verb.commands:
        is_last = command == verb.commands[-1]
        line = [str(python), "-m", *command.split(), *(further if is_last else [])]
        status = _wait(subprocess.Popen(line, cwd=ROOT))
        if status:
            return status
    return 0


def _wait(running: subprocess.Popen[bytes]) -> int:
    while True:
        try:
            return running.wait()
        except KeyboardInterrupt:
            pass  # the command has it too, and ends in its own way


def _from(here: str, argument: str) -> str:
    """A path as it is from the project's folder; anything else as it is."""
    path = os.path.join(here, argument)
    return path if os.path.exists(path) and not os.path.samefile(here, ROOT) else argument


def _place() -> Path:
    return Path(os.environ.get("HOMEWORK_VENV") or ROOT / ".venv").expanduser().absolute()


def _usage() -> str:
    verbs = "\n".join(f"  {name:<14}{verb.help}" for name, verb in VERBS.items())
    return f"python hw.py VERB, for instance python hw.py check q1\n\n{verbs}"
