"""What a notebook of the homework needs around its cells: `grader = notebook.start()` sets it up.

Saved changes in student/*.py are picked up before each cell runs. A cell that needs a function that
is not written yet says which one, and the cells after it go on. `grader.check("q4b_adam")` asks the
judge, in a process of its own, about the files as they are saved.
"""

from __future__ import annotations

import ast
import html
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any

import numpy as np
import otter
from IPython import get_ipython
from IPython.display import display
from matplotlib import pyplot
from matplotlib.axes import Axes

ROOT = Path(__file__).resolve().parents[2]
STUDENT = ROOT / "student"
PROVIDED = STUDENT / "provided"

# Runs a cell's statements so that work that is missing is named, and all else is raised as ever.
# The value of a last expression is handed on, for the notebook to display.
_WRAPPED = """
_cell_value = None
try:
    pass
except (NotImplementedError, NameError) as _error:
    if not _explain_missing_work(_error):
        raise
_shown(_cell_value)
"""


class Shown:
    """Something to display: HTML in a notebook, text elsewhere."""

    def __init__(self, page: str, text: str) -> None:
        self._page, self._text = page, text

    def _repr_html_(self) -> str:
        return self._page

    def __repr__(self) -> str:
        return self._text


def _shown(value: Any) -> Any:
    """What a notebook displays as a cell's value: nothing for axes, whose picture it shows."""
    first = value.flat[0] if isinstance(value, np.ndarray) and value.size else value
    return None if isinstance(first, Axes) else value


class MissingWork(NotImplementedError):
    """A value that is the student's to fill in, and is not yet."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.place = place


def start() -> Grader:
    """Set up the notebook that this is called in, and return what checks and hands in the work."""
    shell = get_ipython()
    shell.run_line_magic("load_ext", "autoreload")
    shell.run_line_magic("autoreload", "2")
    shell.run_line_magic("config", "InlineBackend.print_figure_kwargs = {'dpi': 96}")
    finder = _MissingWorkFinder(shell.user_ns)
    shell.user_ns.update(_explain_missing_work=finder.explain, _shown=_shown)
    shell.ast_transformers[:] = [
        other for other in shell.ast_transformers if not isinstance(other, _MissingWorkFinder)
    ] + [finder]
    return Grader()


def filled_in(module: ModuleType, name: str) -> Any:
    """A constant of one of your files; a note that says to fill it in where it is still None."""
    value = getattr(module, name)
    if value is None:
        raise MissingWork(f"student/{Path(str(module.__file__)).name}: {name}")
    return value


class _MissingWorkFinder(ast.NodeTransformer):
    """Wraps each cell, and remembers which names were not assigned for want of which function."""

    def __init__(self, names: dict[str, Any]) -> None:
        self._names = names
        self._assigned: set[str] = set()
        self._reasons: dict[str, str] = {}

    def visit_Module(self, cell: ast.Module) -> ast.Module:
        """The cell's statements, wrapped. One with a __future__ import has to stay as it is."""
        if not cell.body or any(
            isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in cell.body
        ):
            return cell
        self._assigned = {
            node.id
            for node in ast.walk(cell)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
        wrapped = ast.parse(_WRAPPED)
        last = cell.body[-1]
        attempt, hand_on = wrapped.body[1:]
        assert isinstance(attempt, ast.Try)
        attempt.body = cell.body
        if isinstance(last, ast.Expr):
            value = ast.Assign([ast.Name("_cell_value", ast.Store())], last.value)
            attempt.body[-1] = ast.copy_location(value, last)
        else:
            wrapped.body.remove(hand_on)
        return ast.fix_missing_locations(wrapped)

    def explain(self, error: Exception) -> bool:
        """Say what to fill in, where that is what the error comes from; False where it isn't."""
        if isinstance(error, NameError):
            place = self._reasons.get(error.name or "")
        else:
            place = error.place if isinstance(error, MissingWork) else _stub(error.__traceback__)
        if place is None:
            return False
        for name in self._assigned - self._names.keys():
            self._reasons[name] = place
        pyplot.close("all")  # half-drawn figures would be shown below the note
        display(
            Shown(
                '<div style="border-left: 4px solid #E69F00; padding: 4px 12px">'
                f"Fill in <code>{html.escape(place)}</code> first, then run this cell again.</div>",
                f"Fill in `{place}` first, then run this cell again.",
            )
        )
        return True


def _stub(trace: TracebackType | None) -> str | None:
    """The student's function that raised, as "student/optimizers.py: adam", if one did."""
    code = None
    while trace is not None:
        code, trace = trace.tb_frame.f_code, trace.tb_next
    if code is None:
        return None
    path = Path(code.co_filename)
    if not path.is_relative_to(STUDENT) or path.is_relative_to(PROVIDED):
        return None
    return f"student/{path.name}: {code.co_name}"


class Grader(otter.Notebook):
    """Otter's notebook interface, with the judge behind it."""

    def __init__(self) -> None:
        super().__init__(tests_dir=str(ROOT / "grader" / "rubric"))
        self._judge: subprocess.Popen[str] | None = None
        self._ask_for_judge()

    def check(self, question: str, global_env: dict[str, Any] | None = None) -> Shown:
        """Grade one question on the saved files, and show what `make check` would.

        question: such as "q4b_adam", or "q4" for all of it. global_env is Otter's, and unused: the
        judge looks at files, not at what a notebook holds.
        """
        judge = self._ask_for_judge()
        assert judge.stdin is not None
        assert judge.stdout is not None
        try:
            judge.stdin.write(question + "\n")
            judge.stdin.flush()
            while news := (reply := json.loads(judge.stdout.readline())).get("say"):
                print(news)
        except KeyboardInterrupt:
            # Its answer would be taken for that of the next question.
            judge.kill()
            raise
        except (OSError, ValueError):
            judge.kill()
            text = "The judge stopped. Run this cell again; if it stops again, use `make check`."
            return Shown(f"<p>{html.escape(text)}</p>", text)
        return Shown(reply["html"], reply["text"])

    def submit(self) -> Shown:
        """Build submission.zip from the saved files, and say what is still missing."""
        from grader import submission_zip

        try:
            handed_in = submission_zip.build(ROOT)
        except submission_zip.NotReady as problem:
            return Shown(f"<p>{html.escape(str(problem))}</p>", str(problem))
        lines = [
            f"Wrote {handed_in.path.relative_to(ROOT)} with {len(handed_in.names)} files.",
            *handed_in.warnings,
        ]
        return Shown("".join(f"<p>{html.escape(line)}</p>" for line in lines), "\n".join(lines))

    def _ask_for_judge(self) -> subprocess.Popen[str]:
        """The judge's process, started where there is none."""
        if self._judge is None or self._judge.poll() is not None:
            self._judge = subprocess.Popen(
                [sys.executable, "-m", "grader.notebook_checks", str(STUDENT)],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                # Interrupting the kernel is meant for the cell, not for the judge.
                start_new_session=True,
            )
        return self._judge

    def _log_event(self, *event: Any, **details: Any) -> None:
        """Nothing is logged: Otter's log is for graders that read it, and ours reads files."""
