"""The files of a kit: which they are, and what is in those that are made for it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from string import Template

from grader.authoring.notebooks import released_notebooks
from grader.authoring.release import drift
from grader.engine import ENGINE, GRADES, files_below
from grader.homework import Homework
from grader.judge.grading import open_recording
from grader.judge.rubric import rubric
from grader.kit import public
from grader.kit.needed import KitError, needed_tests
from grader.trials.recording import SHIPPED

TEMPLATES = Path(__file__).resolve().parent / "templates"
_ENGINE = (
    *GRADES,
    *("hw.py", "requirements.txt", "LICENSE", "LICENSE-data.md"),
    *("grader/__main__.py", "grader/desk", "grader/setup"),
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
    files = dict(_files(ENGINE, _ENGINE, _CODE))
    for name in _STAFFS:
        del files[name]
    files["grader/setup/setup.conf"] = (
        ENGINE / "grader" / "gradescope" / "templates" / "setup.conf"
    ).read_bytes()
    files |= dict(_of_homework(homework))
    files |= dict(_of_checks(homework))
    files["Makefile"] = _students_verbs((ENGINE / "Makefile").read_text(encoding="utf-8")).encode()
    files["README.md"] = _readme(homework).encode()
    files[".gitignore"] = (TEMPLATES / "gitignore").read_bytes()
    return files


def _files(
    root: Path, names: Iterable[str], suffixes: Collection[str] = ()
) -> Iterator[tuple[str, bytes]]:
    for name, path in files_below(root, names, suffixes):
        yield name, path.read_bytes()


def _of_homework(homework: Homework) -> Iterator[tuple[str, bytes]]:
    suffixes = frozenset(path.suffix for path in homework.student.rglob("*"))
    yield from _files(homework.root, ("homework.toml", "student"), suffixes)
    # Staff may have worked in theirs.
    for name in homework.file_names:
        yield f"student/{name}", (homework.stubs / name).read_bytes()
    for name, text in released_notebooks(homework.root).items():
        yield f"student/notebooks/{name}", text.encode()


def _of_checks(homework: Homework) -> Iterator[tuple[str, bytes]]:
    tests = [*needed_tests(homework), homework.tests / "__init__.py", *homework.stubs.iterdir()]
    yield from _files(homework.root, [path.relative_to(homework.root).as_posix() for path in tests])
    recording = open_recording(homework)
    recording.prepare(part.name for part in homework.parts)
    for part in rubric(homework):
        place = homework.rubric / f"{part.name}.py"
        text = public.rubric_text(place.read_text(encoding="utf-8"), part)
        yield place.relative_to(homework.root).as_posix(), text.encode()
        for name, data in public.recorded(recording, part).items():
            yield f"{SHIPPED}/{recording.folder.name}/{name}", data


def _students_verbs(makefile: str) -> str:
    return makefile.partition(_STAFFS_VERBS)[0].rstrip() + "\n"


def _readme(homework: Homework) -> str:
    parts = rubric(homework)
    example = next(part for part in parts if part.lines and not part.lines[0].hidden)
    files = "\n".join(
        f"| {', '.join(f'`{name}`' for name in _files_of(homework, question.name))} "
        f"| {question.name} {question.title} | {_points(homework, question.name):g} |"
        for question in homework.questions
    )
    return Template((TEMPLATES / "README.md").read_text(encoding="utf-8")).substitute(
        title=homework.title,
        example=example.name,
        handout=homework.handout.name,
        questions=files,
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
