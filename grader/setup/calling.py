"""What is called as `python hw.py VERB`, and as `make VERB`, which calls that."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from grader.setup.environment import ROOT, Environment, NoEnvironment
from grader.setup.surroundings import own_environment
from grader.setup.verbs import STUDENTS, Verb

STOPPED = 130


def main(arguments: list[str]) -> int:
    """Run one verb; its exit status."""
    verbs = all_verbs()
    if not arguments or arguments[0] not in verbs:
        is_asked = arguments[:1] in (["help"], ["-h"], ["--help"])
        print(_usage(verbs), file=sys.stdout if is_asked else sys.stderr)
        return 0 if is_asked else 2
    verb = verbs[arguments[0]]
    further = [each for each in arguments[1:] if each]
    if verb.missing and not further:
        print(verb.missing.format(_some_question()), file=sys.stderr)
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


def all_verbs() -> dict[str, Verb]:
    """What can be called here."""
    if not find_spec("grader.setup.staff_verbs"):
        return STUDENTS
    from grader.setup.staff_verbs import STAFF

    return {**STUDENTS, **STAFF}


def _run(python: Path, verb: Verb, further: list[str]) -> int:
    # In the project's folder, wherever it is called from: in student/ the files of a submission
    # would take the place of modules of the same name.
    here = os.environ.get("HOMEWORK_FROM", os.getcwd())
    further = [_from(here, each) for each in further]
    for command in verb.commands:
        is_last = command == verb.commands[-1]
        line = [str(python), "-m", *command.split(), *(further if is_last else [])]
        status = _wait(subprocess.Popen(line, cwd=ROOT, env=own_environment()))
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


def _usage(verbs: dict[str, Verb]) -> str:
    lines = "\n".join(f"  {name:<14}{verb.help}" for name, verb in verbs.items())
    return f"python hw.py VERB, for instance python hw.py check {_some_question()}\n\n{lines}"


def _some_question() -> str:
    """The first of the homework. A Python too old to read TOML may be the one that asks."""
    try:
        text = (ROOT / "homework.toml").read_text(encoding="utf-8")
    except OSError:
        text = ""
    found = re.search(r'^\[\[questions\]\]\s+name = "(.+)"', text, re.MULTILINE)
    return found[1].lower() if found else "NAME"
