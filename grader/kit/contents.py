"""The files of a kit: which they are, and what is in those that are made for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from string import Template

from grader.authoring.notebooks import released_notebooks
from grader.authoring.release import drift
from grader.engine import ENGINE, GRADES, files
from grader.homework import Homework
from grader.homework_toml import NAME
from grader.judge.grading import open_recording
from grader.judge.rubric import rubric
from grader.kit import public
from grader.kit.needed import KitError, needed_tests

TEMPLATES = Path(__file__).resolve().parent / "templates"
_ENGINE = (
    *("hw.py", "requirements.txt", "LICENSE", "LICENSE-data.md"),
    *(*GRADES, "grader/__main__.py", "grader/desk", "grader/setup"),
)
_STAFFS = frozenset(
    {
        *("grader/trials/drawing.py", "grader/desk/staff.py"),
        *("grader/setup/staff_verbs.py", "grader/setup/pins.py"),
    }
)
_CODE = frozenset({".py", ".html", ".css", ".toml"})
_STAFFS_VERBS = "# ---- staff"


def name_of(homework: Homework) -> str:
    """What the kit's folder is called: homework3 for "Homework 3"."""
    return re.sub(r"[^a-z0-9]+", "", homework.title.casefold()) or "homework"


def contents(homework: Homework) -> dict[str, bytes]:
    """The files of the kit by name.

    Raises:
        KitError: where student/ isn't what was released.
        NotRecorded: where cases can't be recorded.
    """
    if changed := drift(homework.root):
        raise KitError(f"not as released: {', '.join(changed)}; call make release first")
    paths = dict(files(ENGINE, _ENGINE, _CODE))
    for name in _STAFFS:
        del paths[name]
    paths |= _of_homework(homework)
    held = {name: path.read_bytes() for name, path in paths.items()}
    held["grader/setup/setup.conf"] = (
        ENGINE / "grader" / "gradescope" / "templates" / "setup.conf"
    ).read_bytes()
    held[NAME] = _with_kits_seed(homework).encode()
    held |= dict(_as_released(homework))
    held |= dict(_of_rubric(homework))
    held["Makefile"] = _students_verbs((ENGINE / "Makefile").read_text(encoding="utf-8")).encode()
    held["README.md"] = _readme(homework).encode()
    held[".gitignore"] = (TEMPLATES / "gitignore").read_bytes()
    return held


def _of_homework(homework: Homework) -> dict[str, Path]:
    suffixes = frozenset(path.suffix for path in homework.student.rglob("*"))
    tests = [*needed_tests(homework), homework.tests / "__init__.py", *homework.stubs.iterdir()]
    names = (path.relative_to(homework.root).as_posix() for path in tests)
    return dict(files(homework.root, ("homework.toml", "student", *names), suffixes))


def _with_kits_seed(homework: Homework) -> str:
    text = (homework.root / NAME).read_text(encoding="utf-8")
    return re.sub(r"(?m)^seed\b.*", f"seed = {public.kits_seed(homework)}", text, count=1)


def _as_released(homework: Homework) -> Iterator[tuple[str, bytes]]:
    # Staff may have worked in theirs.
    for name in homework.file_names:
        yield f"student/{name}", (homework.stubs / name).read_bytes()
    for name, text in released_notebooks(homework.root).items():
        yield f"student/notebooks/{name}", text.encode()


def _of_rubric(homework: Homework) -> Iterator[tuple[str, bytes]]:
    recording, kits = open_recording(homework), public.kits_recording(homework)
    recording.prepare(recording.tests)
    folder = kits.shipped_as()
    for part in rubric(homework):
        place = homework.rubric / f"{part.name}.py"
        text = public.rubric_text(place.read_text(encoding="utf-8"), part)
        yield place.relative_to(homework.root).as_posix(), text.encode()
        for name, data in public.recorded(recording, kits, part).items():
            yield f"{folder}/{name}", data


def _students_verbs(makefile: str) -> str:
    return makefile.partition(_STAFFS_VERBS)[0].rstrip() + "\n"


def _readme(homework: Homework) -> str:
    parts = rubric(homework)
    example = next(part for part in parts if part.lines and not part.lines[0].hidden)
    questions = "\n".join(
        f"| {', '.join(f'`{name}`' for name in _files_of(homework, question.name))} "
        f"| {question.name} {question.title} | {_points(homework, question.name):g} |"
        for question in homework.questions
    )
    return Template((TEMPLATES / "README.md").read_text(encoding="utf-8")).substitute(
        title=homework.title,
        example=example.name,
        handout=homework.handout.name,
        questions=questions,
        here=f"{sum(x.points for part in parts for x in part.lines if not x.hidden):g}",
        all=f"{sum(part.possible for part in parts):g}",
    )


def _files_of(homework: Homework, question: str) -> list[str]:
    parts = [part for part in homework.parts if homework.question_of(part.name).name == question]
    return list(dict.fromkeys(part.file for part in parts))


def _points(homework: Homework, question: str) -> float:
    return sum(
        part.possible
        for part in rubric(homework)
        if homework.question_of(part.name).name == question
    )
