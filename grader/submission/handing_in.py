"""What is handed in: submission.zip with the graded files and the notebooks, once they parse.

Run as `python -m grader.submission.handing_in [ZIP]`. No line of the submission is run: whether a
part is started is read off its source.
"""

from __future__ import annotations

import ast
import json
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from grader.ending import end
from grader.homework import Homework, find
from grader.submission.texts import as_text
from grader.whole_file import write_zip
from grader.worker import blocks
from grader.worker.printable import one_line

ZIP = "submission.zip"
PROMPT = "_Type your answer here, replacing this text._"
# The cell that builds the zip: it runs after the notebook is saved.
SUBMIT = "grader.submit()"
# Otter wants exactly one script or notebook at the top of a zip, and takes that for the submission.
COVER = "submission.py"
_SHOWN = 40  # characters of a line that is left out
COVER_TEXT = '"""{0}. The graded files are in student/, the notebooks in student/notebooks/."""\n'


class NotReady(Exception):
    """A file is missing, doesn't parse or can't be written; the text is one line that says which
    and where."""


@dataclass(frozen=True)
class HandedIn:
    """A zip that was written: where, the files in it, and a line for each thing not done yet."""

    path: Path
    names: tuple[str, ...]
    warnings: tuple[str, ...]


def build(homework: Homework, path: Path | None = None) -> HandedIn:
    """Write submission.zip, or another path, from student/.

    Raises:
        NotReady: where a file is missing or doesn't parse, or the zip can't be written; nothing is
            written then.
    """
    path = path or homework.root / ZIP
    cover = COVER_TEXT.format(homework.title)
    names = [*homework.file_names, *(f"notebooks/{name}" for name in homework.notebooks)]
    try:
        texts = {f"student/{name}": _read(homework.student / name) for name in names}
        warnings = [
            line for name, text in texts.items() for line in _unfinished(name, text, homework.stubs)
        ]
    except NotReady as problem:
        raise NotReady(f"{problem}{_older(path)}") from None
    try:
        write_zip(path, {name: text.encode() for name, text in {COVER: cover, **texts}.items()})
    except OSError as problem:
        raise NotReady(
            f"{path} can't be written ({problem.strerror}); give another place, with "
            f"make submission ZIP=folder/{ZIP} or python hw.py submission folder/{ZIP}"
        ) from None
    return HandedIn(path, (COVER, *texts), tuple(warnings))


def _read(path: Path) -> str:
    try:
        return as_text(path.read_bytes())
    except FileNotFoundError:
        raise NotReady(f"{path.name} is missing; copy it again from the homework") from None
    except ValueError as error:
        raise NotReady(f"{path.name} {error}") from None


def _unfinished(name: str, text: str, stubs: Path) -> Iterator[str]:
    """One line for each thing that is not started; NotReady where the file can't be read."""
    try:
        if name.endswith(".py"):
            taken, left_out = blocks.read(text, name)
            for block in left_out:
                line = block.error.lineno or block.line
                what = block.name or one_line(block.text)[:_SHOWN]
                yield f"left out: {name}: {what} (line {line}: {block.error.msg})"
            functions = list(_stubs(taken, ast.parse(_released(stubs, name)).body))
            if functions:
                yield f"not started: {name}: {', '.join(functions)}"
        elif name.endswith(".toml"):
            blanks = [key for key, value in _values(text, stubs, name) if _is_blank(value)]
            if blanks:
                yield f"not started: {name}: {', '.join(blanks)}"
        else:
            yield from _unfinished_cells(name, _cells(json.loads(text)))
    except SyntaxError as error:
        raise NotReady(f"{name}, line {error.lineno}: {error.msg}") from None
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise NotReady(f"{name} can't be read: {error}") from None


def _values(text: str, stubs: Path, name: str) -> Iterable[tuple[str, Any]]:
    """The values of a table by name; where one was deleted, as the form has it."""
    return (tomllib.loads(_released(stubs, name)) | tomllib.loads(text)).items()


def _released(stubs: Path, name: str) -> str:
    return (stubs / PurePosixPath(name).name).read_text(encoding="utf-8")


def _is_blank(value: Any) -> bool:
    """Whether a form's value is one to fill in; an empty list and a false may be answers."""
    return value == "" or (type(value) in (int, float) and value == 0)


def _stubs(module: list[ast.stmt], blank: list[ast.stmt]) -> Iterator[str]:
    """Functions to fill in that are as released, and constants that are still None."""
    released = {
        node.name: _body(node)
        for node in blank
        if isinstance(node, ast.FunctionDef) and isinstance(node.body[-1], ast.Raise)
    }
    for node in module:
        if isinstance(node, ast.FunctionDef) and _body(node) == released.get(node.name):
            yield node.name
        elif (
            isinstance(node, ast.AnnAssign)
            and isinstance(node.target, ast.Name)
            and isinstance(node.value, ast.Constant)
            and node.value.value is None
        ):
            yield node.target.id


def _body(function: ast.FunctionDef) -> list[str]:
    """What a function does, however it is laid out and documented."""
    has_docstring = ast.get_docstring(function, clean=False) is not None
    return [ast.dump(statement) for statement in function.body[has_docstring:]]


def _cells(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    """The cells of a notebook, also of one in the older format, where they lie in worksheets."""
    if "worksheets" in notebook:
        return [cell for sheet in notebook["worksheets"] for cell in sheet["cells"]]
    return list(notebook["cells"])


def _unfinished_cells(name: str, cells: list[dict[str, Any]]) -> Iterator[str]:
    sources = ["".join(cell.get("source", cell.get("input", ""))) for cell in cells]
    unanswered = sources.count(PROMPT)
    if unanswered:
        yield f"not started: {name}: {_counted(unanswered, 'written answer')}"
    not_run = sum(
        cell["cell_type"] == "code"
        and not (cell.get("execution_count") or cell.get("prompt_number"))
        and source.strip() not in ("", SUBMIT)
        for cell, source in zip(cells, sources, strict=True)
    )
    if not_run:
        yield f"{name}: {_counted(not_run, 'cell')} not run, or the notebook not saved since"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' if number > 1 else ''}"


def _older(path: Path) -> str:
    """What to know of a zip that is there from before, for the end of a line; it must not be taken
    for a new one."""
    try:
        written = datetime.fromtimestamp(path.stat().st_mtime)
    except OSError:
        return ""
    return f"; the {path.name} that is there is an older one, of {written:%d %B %Y, %H:%M}"


def main(homework: Homework, *paths: str) -> int:
    """Build the zip, at another path where one is given, and say what is in it and what is missing;
    the exit status, 2 for no zip."""
    try:
        handed_in = build(homework, *map(Path, paths[:1]))
    except NotReady as problem:
        print(f"nothing written: {problem}", file=sys.stderr)
        return 2
    wrote = f"wrote {paths[0] if paths else ZIP}:"
    print("\n".join((*handed_in.warnings, wrote, *handed_in.names)))
    return 0


if __name__ == "__main__":
    end(lambda: main(find(), *sys.argv[1:]))
