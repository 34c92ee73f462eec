"""What homework.toml may say. It is read with constraints: a value that can't be is told in one
line, with its place. Questions and their order are stated, never read from a name.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Annotated

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
    describers: by a check's name what tells, from all calls of a part, what came back.
    leaderboard: entries for a leaderboard.
    """

    kinds: _Hook = ""
    pictures: _Hook = ""
    describers: _Hook = ""
    leaderboard: _Hook = ""


class Statement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
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


def read(path: Path) -> Statement:
    """What homework.toml says.

    Raises:
        HomeworkError: where it is missing or says something that can't be.
    """
    try:
        said = msgspec.toml.decode(path.read_bytes(), type=Statement)
    except FileNotFoundError:
        raise HomeworkError(f"{path}: no such file") from None
    except (OSError, UnicodeDecodeError, msgspec.DecodeError) as error:
        raise HomeworkError(f"{path}: {error}") from None
    _require_consistent(said)
    return said


def _require_consistent(said: Statement) -> None:
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
