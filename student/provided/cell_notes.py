"""What a cell says in place of a traceback, where it is the student's work that explains it.

A cell that needs a function that isn't written yet, or one that fails, names it, and the cells
after it go on. Errors that have nothing to do with the student's files are shown as ever.
"""

from __future__ import annotations

import ast
import html
import re
import sys
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import numpy as np
from IPython.display import display
from matplotlib import pyplot
from matplotlib.axes import Axes

from student.provided.reloading import reload

STUDENT = Path(__file__).resolve().parents[1]
PROVIDED = STUDENT / "provided"
# Characters of an error's text: an array in it may fill pages.
MOST_SHOWN = 600


class Shown:
    """Something to display: HTML in a notebook, text elsewhere."""

    def __init__(self, page: str, text: str) -> None:
        self._page, self._text = page, text

    def _repr_html_(self) -> str:
        return self._page

    def __repr__(self) -> str:
        return self._text


class MissingWork(NotImplementedError):
    """A value that is the student's to fill in, and is not yet."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.place = place


@dataclass(frozen=True)
class Note:
    """What to do (names in backquotes), what comes after that, and what was seen of an error."""

    advice: str
    then: str = "first, then run this cell again."
    seen: str = ""

    def shown(self) -> Shown:
        """The note as a box in a notebook, and as text."""
        sentence = f"{self.advice} {self.then}"
        page = re.sub(r"`(.+?)`", r"<code>\1</code>", html.escape(sentence, quote=False))
        if self.seen:
            page += f'<pre style="margin: 4px 0 0">{html.escape(self.seen)}</pre>'
        return Shown(
            f'<div style="border-left: 4px solid #E69F00; padding: 4px 12px">{page}</div>',
            "\n".join(filter(None, (sentence, self.seen))),
        )


class CellNotes(ast.NodeTransformer):
    """Watches over a notebook's cells: what they are made with, and what stops them."""

    def __init__(self, shell: Any) -> None:
        """shell: the notebook's InteractiveShell."""
        self._names: dict[str, Any] = shell.user_ns
        self._names["_shown"] = _shown
        # What stands in a cell as `module.function`, itself or behind a name that it uses.
        self._used: tuple[tuple[str, str], ...] = ()
        self._made_with: dict[str, tuple[tuple[str, str], ...]] = {}
        self._assigned: set[str] = set()
        self._missing: dict[str, str] = {}
        self._saved: dict[Path, int] = {}
        self._is_explained = False
        shell.ast_transformers.append(self)
        shell.events.register("pre_run_cell", self._before)
        shell.events.register("post_run_cell", self._after)
        shell.set_custom_exc((Exception,), self._on_error)

    def remove_from(self, shell: Any) -> None:
        """Leave the notebook alone from now on."""
        shell.ast_transformers.remove(self)
        shell.events.unregister("pre_run_cell", self._before)
        shell.events.unregister("post_run_cell", self._after)

    def visit_Module(self, cell: ast.Module) -> ast.Module:
        """The cell as it is, but for its last expression, which is not to show axes."""
        nodes = list(ast.walk(cell))
        self._assigned = set(filter(None, map(_assigned_name, nodes)))
        used: dict[tuple[str, str], None] = {}
        for node in nodes:
            if isinstance(node, ast.Name) and node.id not in self._assigned:
                used |= dict.fromkeys(self._made_with.get(node.id, ()))
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                used[node.value.id, node.attr] = None
        self._used = tuple(used)
        self._made_with |= dict.fromkeys(self._assigned, self._used)
        if cell.body and isinstance(last := cell.body[-1], ast.Expr):
            call = ast.Call(ast.Name("_shown", ast.Load()), [last.value], [])
            last.value = ast.copy_location(call, last.value)
        return ast.fix_missing_locations(cell)

    def _before(self, _cell: object) -> None:
        self._assigned, self._used, self._is_explained = set(), (), False
        self._reload_saved_files()

    def _after(self, result: Any) -> None:
        if self._is_explained and result is not None:
            # The cells after it go on; those that need what it lacks say so.
            result.error_in_exec = None

    def _on_error(
        self, shell: Any, kind: Any, error: Exception, trace: Any, tb_offset: int | None = None
    ) -> None:
        note = self._note(error)
        if note is None:
            shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
            return
        self._is_explained = True
        for name in self._assigned - self._names.keys():
            self._missing[name] = note.advice
        # The magic %tb shows the whole traceback of the last error.
        sys.last_type, sys.last_value, sys.last_traceback = kind, error, trace
        pyplot.close("all")  # half-drawn figures would be shown below the note
        display(note.shown())

    def _note(self, error: Exception) -> Note | None:
        if isinstance(error, NameError) and error.name in self._missing:
            return Note(self._missing[error.name])
        functions = [
            f"{module}.{name}"
            for module, name in self._used
            if _is_students(_file(self._names.get(module)))
            and isinstance(getattr(self._names[module], name, None), FunctionType)
        ]
        return explanation(error, functions)

    def _reload_saved_files(self) -> None:
        """Load the student's files that changed; a note where one can't be, and is as before."""
        for module, path in _students_modules():
            saved = path.stat().st_mtime_ns if path.is_file() else 0
            if saved and self._saved.setdefault(path, saved) != saved:
                self._saved[path] = saved
                try:
                    reload(module)
                except Exception as error:
                    note = explanation(error, ())
                    if note is None:
                        raise
                    then = "first: until then its functions are those of before."
                    display(Note(note.advice, then, note.seen).shown())


def explanation(error: Exception, functions: Sequence[str]) -> Note | None:
    """What in the student's work explains an error of a cell that used these functions, if any."""
    if isinstance(error, MissingWork):
        return Note(f"Fill in `{error.place}`")
    if isinstance(error, AttributeError) and _is_students(_file(error.obj)):
        return Note(f"Fill in `student/{Path(_file(error.obj)).name}: {error.name}`")
    described = "".join(traceback.format_exception_only(error)).strip()[:MOST_SHOWN]
    if isinstance(error, SyntaxError) and _is_students(error.filename):
        return Note(f"Fix `student/{Path(str(error.filename)).name}`", seen=described)
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if _is_students(frame.filename)]
    # What the checks of arguments refuse comes from outside.
    if own and not Path(frames[-1].filename).resolve().is_relative_to(PROVIDED):
        names = [frame.name for frame in own if not frame.name.startswith("<")]
        place = ": ".join([f"student/{Path(own[-1].filename).name}", *names[-1:]])
        if isinstance(error, NotImplementedError) and frames[-1] is own[-1]:
            return Note(f"Fill in `{place}`")
        return Note(f"Fix `{place}`", seen=f"line {own[-1].lineno}: {own[-1].line}\n{described}")
    if functions:
        listed = " or ".join(f"`{function}`" for function in functions)
        # The first frame is IPython's, the next one the cell's.
        return Note(f"Check {listed}", seen=f"{frames[1].line}\n{described}")
    return None


def _assigned_name(node: ast.AST) -> str | None:
    """The name that a piece of code assigns, if it assigns one."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return node.name
    if isinstance(node, ast.alias):
        return node.asname or node.name
    if isinstance(node, ast.arg):
        return node.arg
    return node.id if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) else None


def _students_modules() -> Iterator[tuple[ModuleType, Path]]:
    """The student's files that are loaded."""
    for name, module in list(sys.modules.items()):
        if name.startswith(f"{STUDENT.name}.") and _is_students(_file(module)):
            yield module, Path(_file(module))


def _file(module: object) -> str:
    """The file that a module comes from; "" for anything else."""
    return getattr(module, "__file__", None) or ""


def _is_students(file: str | None) -> bool:
    """Whether a file is one that students edit."""
    path = Path(file or "").resolve()
    return path.parent == STUDENT and path.suffix == ".py"


def _shown(value: Any) -> Any:
    """What a notebook displays as a cell's value: nothing for axes, whose picture it shows."""
    first = value.flat[0] if isinstance(value, np.ndarray) and value.size else value
    return None if isinstance(first, Axes) else value
