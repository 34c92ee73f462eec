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
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import Annotated, Any

import msgspec

from grader.ending import UsageError

NAME = "homework.toml"

_Name = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", max_length=60)]
_FileName = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z_][A-Za-z0-9_]*\.(py|toml)$")]
_Hook = Annotated[str, msgspec.Meta(pattern=r"^([A-Za-z_][\w.]*:[A-Za-z_]\w*)?$")]
_Title = Annotated[str, msgspec.Meta(min_length=1, max_length=120)]


class HomeworkError(UsageError):
    """homework.toml is missing or says something that can't be; the text is one line."""


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file that a student hands in. libraries: what it needs beside NumPy, loaded beforehand."""

    name: _FileName
    libraries: tuple[_Name, ...] = ()

    @property
    def module(self) -> str:
        """What a test calls it: "sorting" for sorting.py."""
        return PurePosixPath(self.name).stem

    @property
    def is_python(self) -> bool:
        """Whether it is code; otherwise it is a table of values."""
        return self.name.endswith(".py")


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One part of a question: what one rubric file is about.

    file: the handed-in file that it looks at. function: what it asks for there, where that is one
    function or value. place: where the handout asks for it, "Q1(a)".
    state: the keys that matter in a returned dict; all do where nothing is stated.
    free_signs: whether columns may be returned times −1, as those of singular vectors.
    """

    name: _Name
    file: _FileName
    function: str = ""
    place: str = ""
    state: tuple[str, ...] | None = None
    free_signs: bool = False


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question with its parts in order. notebook: where its pictures and written answers are."""

    name: _Title
    title: _Title
    parts: tuple[Part, ...]
    notebook: str = ""


class Hooks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a homework adds to the engine, each as "module:name" below its tests/.

    kinds: what crosses the wire beside plain values. pictures: demonstrations by part.
    leaderboard: entries for a leaderboard.
    """

    kinds: _Hook = ""
    pictures: _Hook = ""
    leaderboard: _Hook = ""


class _Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """homework.toml as it is written.

    preload: modules of student/provided that every worker has before it reads a file.
    written_share: how much of the whole score the written answers are, the code being the rest.
    """

    title: _Title
    seed: Annotated[int, msgspec.Meta(ge=0, lt=2**32)]
    files: Annotated[tuple[File, ...], msgspec.Meta(min_length=1)]
    questions: Annotated[tuple[Question, ...], msgspec.Meta(min_length=1)]
    hooks: Hooks = Hooks()
    preload: tuple[_Name, ...] = ()
    handout: str = "HANDOUT.md"
    kit_url: str = ""
    written_share: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.0


class Homework:
    """One homework: what homework.toml in `root` says, and the places of its folders."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        said = _read(self.root / NAME)
        self.title = said.title
        self.seed = said.seed
        self.files = said.files
        self.questions = said.questions
        self.hooks = said.hooks
        self.preload = said.preload
        self.kit_url = said.kit_url
        self.written_share = said.written_share
        self.handout = self.student / said.handout
        _require_consistent(said)

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
        """What homework.toml names as a hook; None where it names nothing."""
        where = getattr(self.hooks, name)
        if not where:
            return None
        module, _, attribute = where.partition(":")
        return getattr(self.load(f"tests.{module}"), attribute)


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


def _read(path: Path) -> _Said:
    try:
        return msgspec.toml.decode(path.read_bytes(), type=_Said)
    except FileNotFoundError:
        raise HomeworkError(f"{path}: no such file") from None
    except (OSError, UnicodeDecodeError, msgspec.DecodeError) as error:
        raise HomeworkError(f"{path}: {error}") from None


def _require_consistent(said: _Said) -> None:
    """What msgspec can't say: names are stated once, and parts look at files that there are."""
    files = [file.name for file in said.files]
    parts = [part for question in said.questions for part in question.parts]
    for what, names in (
        ("files", files),
        ("parts", [part.name for part in parts]),
        ("questions", [question.name for question in said.questions]),
    ):
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise HomeworkError(f"{NAME}: {what} that are there twice: {', '.join(sorted(twice))}")
    for part in parts:
        if part.file not in files:
            raise HomeworkError(f"{NAME}: {part.name} looks at {part.file}, which is not in files")
