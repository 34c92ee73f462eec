"""What a notebook of the homework needs around its cells: `grader = notebook.start()` sets it up.

Saved changes in student/*.py are picked up before each cell runs, and a cell that can't go on for
want of one of your functions says so: see cell_notes.py. `grader.check("q4b_adam")` asks the judge,
in a process of its own, about the files as they are saved; `grader.read_answers` shows how your
short answers are read.
"""

from __future__ import annotations

import html
import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

try:
    import numpy as np
    from IPython import get_ipython

    from student.provided.cell_notes import STUDENT, CellNotes, MissingWork, Shown
    from student.provided.typeset_answers import Typeset, as_read
except ModuleNotFoundError as missing:
    raise ImportError(
        f"there is no grader/ beside {Path(__file__).parents[1]}: open the notebooks in the "
        "homework's own folder"
        if missing.name == "grader"
        else f"this kernel has no {missing.name}: open the notebooks with `make notebook`, "
        "or choose the Python of the homework's .venv as their kernel"
    ) from None

try:
    from otter import Notebook as _Interface
    from otter.check.utils import save_notebook
except ModuleNotFoundError:  # on a notebook service: all that the homework needs of it is here
    _Interface = object
    save_notebook = None

ROOT = STUDENT.parent
SECONDS_TO_SAVE = 5


def start() -> Grader:
    """Set up the notebook that this is called in, and return what checks and hands in the work."""
    shell = get_ipython()
    # Python takes compiled code for that of a file of the same second and size: compile every time.
    sys.dont_write_bytecode = True
    shell.run_line_magic("config", "InlineBackend.print_figure_kwargs = {'dpi': 96}")
    for earlier in [each for each in shell.ast_transformers if isinstance(each, CellNotes)]:
        earlier.remove_from(shell)
    CellNotes(shell)
    _install_what_is_missing()
    return Grader()


def filled_in(module: ModuleType, name: str) -> Any:
    """A constant of one of your files; a note that says to fill it in where it is still None."""
    value = getattr(module, name)
    if value is None:
        raise MissingWork(f"student/{Path(str(module.__file__)).name}: {name}")
    return value


def array(values: Any) -> np.ndarray:
    """What a function of yours returned, as an array: a tensor, attached or not, or rows."""
    return np.asarray(values.detach() if hasattr(values, "detach") else values)


class Grader(_Interface):
    """Otter's notebook interface, where Otter is installed, with the judge behind it."""

    # One for each kernel, which stays warm when the first cell is run again.
    _judge: ClassVar[subprocess.Popen[str] | None] = None

    def __init__(self) -> None:
        if _Interface is not object:
            super().__init__(tests_dir=str(ROOT / "tests" / "rubric"))
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

    def read_answers(self, **letters: str) -> Typeset:
        """Show how formulas in answers.toml are read; whether they are right, `check` says.

        letters: by answer, the letters that may stand in it: stability_bound="sigma".
        """
        return as_read(STUDENT / "answers.toml", letters)

    def submit(self) -> Shown:
        """Save this notebook, build submission.zip, and say what is still missing."""
        from grader.homework import find
        from grader.submission import handing_in

        _save_this_notebook()
        try:
            handed_in = handing_in.build(find(STUDENT))
        except handing_in.NotReady as problem:
            return Shown(f"<p>{html.escape(str(problem))}</p>", f"{problem}")
        wrote = f"Wrote {handed_in.path.relative_to(ROOT)} with {len(handed_in.names)} files."
        items = "".join(f"<li>{html.escape(line)}</li>" for line in handed_in.warnings)
        return Shown(f"<p>{wrote}</p><ul>{items}</ul>", "\n".join((wrote, *handed_in.warnings)))

    def _ask_for_judge(self) -> subprocess.Popen[str]:
        """The judge's process, started where there is none."""
        judge = self._judge
        if judge is None or judge.poll() is not None:
            from grader.setup.surroundings import own_environment

            judge = Grader._judge = subprocess.Popen(
                [sys.executable, "-m", "grader.desk.notebook_checks", str(STUDENT)],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                encoding="utf-8",
                # A notebook service may have its packages in a place that PYTHONPATH names.
                env=own_environment("PYTHONPATH"),
                # Interrupting the kernel is meant for the cell, not for the judge.
                start_new_session=True,
            )
        return judge

    def _log_event(self, *event: Any, **details: Any) -> None:
        """Nothing is logged: Otter's log is for graders that read it, and ours reads files."""


def _install_what_is_missing() -> None:
    """Bring what the judge needs, and this Python hasn't: on a notebook service."""
    from grader.setup.service import install_missing

    install_missing()


def _save_this_notebook() -> None:
    """Ask JupyterLab to save the notebook, and wait for it; elsewhere that is up to the reader."""
    this = Path(os.environ.get("JPY_SESSION_NAME", ""))
    if this.is_file() and save_notebook is not None:
        save_notebook(str(this), SECONDS_TO_SAVE)
