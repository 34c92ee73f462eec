"""The homework: what it is called, which files and questions it has, and where everything of it
lies.

homework.toml says all that, and this is the only module that knows names and paths. A command finds
its homework as git finds its repository: the nearest homework.toml from here upwards.
"""

from __future__ import annotations

import ast
import importlib
import sys
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from grader.homework_toml import NAME, File, HomeworkError, Part, Question, read


class Homework:
    """One homework: what homework.toml in `root` says, and the places of its folders."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        said = read(self.root / NAME)
        self.title = said.title
        self.seed = said.seed
        self.files = said.files
        self.questions = said.questions
        self.hooks = said.hooks
        self.preload = said.preload
        self.kit_url = said.kit_url
        self.written_share = said.written_share
        self.handout = self.student / said.handout

    @property
    def student(self) -> Path:
        """What a student edits."""
        return self.root / "student"

    @property
    def provided(self) -> Path:
        """Code that students use and don't edit."""
        return self.student / "provided"

    @property
    def solutions(self) -> Path:
        """The single source of what students get; not in their kit."""
        return self.root / "solutions"

    @property
    def tests(self) -> Path:
        """Everything that scores."""
        return self.root / "tests"

    @property
    def stubs(self) -> Path:
        """What a missing file is graded as: written by a release, and by nobody else."""
        return self.tests / "stubs"

    @property
    def rubric(self) -> Path:
        """Otter test files, one for each part: where points live."""
        return self.tests / "rubric"

    @property
    def build(self) -> Path:
        """What is made here and can be made again."""
        return self.root / "build"

    @cached_property
    def file_names(self) -> tuple[str, ...]:
        """The names of the files that are handed in, in order."""
        return tuple(file.name for file in self.files)

    @cached_property
    def modules(self) -> tuple[str, ...]:
        """The Python files among them, without their ending."""
        return tuple(file.module for file in self.files if file.is_python)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The parts of all questions, in order."""
        return tuple(part for question in self.questions for part in question.parts)

    @cached_property
    def notebooks(self) -> tuple[str, ...]:
        """The file names of the notebooks, in the order of their questions."""
        return tuple(question.notebook for question in self.questions if question.notebook)

    def file(self, name: str) -> File:
        """The handed-in file with this name, with or without its ending."""
        for file in self.files:
            if name in (file.name, file.module):
                return file
        raise KeyError(name)

    def part(self, name: str) -> Part:
        """The part with this name."""
        return next(part for part in self.parts if part.name == name)

    def question_of(self, part_name: str) -> Question:
        """The question that a part belongs to."""
        return next(
            question
            for question in self.questions
            if any(part.name == part_name for part in question.parts)
        )

    def load(self, module: str) -> ModuleType:
        """Import a module of this homework, `tests.…`, `solutions.…` or `student.provided.…`.

        A process may have had another homework before: its modules of the same names make room.
        """
        root = str(self.root)
        top = module.partition(".")[0]
        package = sys.modules.get(top)
        if package is not None and not _lies_at(package, self.root / top):
            for name in [*sys.modules]:
                if name.partition(".")[0] in ("tests", "solutions", "student"):
                    del sys.modules[name]
            importlib.invalidate_caches()
        if root in sys.path:
            sys.path.remove(root)
        sys.path.insert(0, root)
        return importlib.import_module(module)

    @cached_property
    def _parameters(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """The names of arguments by file and function, read from the stubs."""
        return {
            (path.stem, node.name): tuple(each.arg for each in node.args.args)
            for path in self.stubs.glob("*.py")
            for node in ast.parse(path.read_bytes()).body
            if isinstance(node, ast.FunctionDef)
        }

    def parameters(self, module: str, function: str) -> tuple[str, ...]:
        """What a function of a student's file calls its arguments, in order; () for any other."""
        return self._parameters.get((module, function), ())

    def hook_file(self, name: str) -> Path | None:
        """The file that a hook is in; None where homework.toml names nothing."""
        module = getattr(self.hooks, name).partition(":")[0]
        return self.tests / f"{module.replace('.', '/')}.py" if module else None

    def hook(self, name: str) -> Any:
        """What homework.toml names as a hook; None where it names nothing.

        Raises:
            HomeworkError: where that is not there.
        """
        file = self.hook_file(name)
        if file is None:
            return None
        module, _, attribute = getattr(self.hooks, name).partition(":")
        found = getattr(self.load(f"tests.{module}"), attribute, None) if file.is_file() else None
        if found is None:
            where = file.relative_to(self.root).as_posix()
            raise HomeworkError(f"{NAME}: hooks.{name}: there is no {attribute} in {where}")
        return found


def find(start: Path | None = None) -> Homework:
    """The homework that a path lies in, the working directory by default.

    Raises:
        HomeworkError: where there is none from there upwards, or its homework.toml can't be read.
    """
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if (folder / NAME).is_file():
            return Homework(folder)
    raise HomeworkError(f"no {NAME} in {start} or above it: call this from a homework's folder")


def _lies_at(package: ModuleType, folder: Path) -> bool:
    return any(Path(path).resolve() == folder.resolve() for path in package.__path__)
