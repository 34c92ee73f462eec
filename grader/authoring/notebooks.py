"""The four notebooks: Otter Assign makes them of the masters in solutions/notebooks/.

A master is a Python script in Jupytext's percent format, so that it reads, diffs and lints as code.
What is written depends on nothing but the masters: no outputs, no times, and cell ids from what the
cells say.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import jupytext  # type: ignore[import-untyped]
import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from otter.assign import main as otter_assign

from grader.homework import find
from grader.submission.handing_in import PROMPT
from grader.written.asked import KEY, of_master

KERNEL = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
NO_KIT_URL = 'KIT_URL = ""'
SECONDS_PER_CELL = 120
# The arrays are small: more threads only get in the way of each other.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


@dataclass(frozen=True)
class Assigned:
    """What Otter Assign makes of a master: the notebook for students, and the one with answers."""

    name: str
    student: NotebookNode
    solution: NotebookNode


def released_notebooks(root: Path) -> dict[str, str]:
    """The text of each student's notebook, by its file name."""
    return {
        f"{assigned.name}.ipynb": nbformat.writes(assigned.student) + "\n"
        for assigned in map(assign, masters(root))
    }


def notebook_drift(root: Path) -> list[str]:
    """Names of the students' notebooks that are missing or differ from what the masters give."""
    folder = root / "student" / "notebooks"
    return [
        name
        for name, text in released_notebooks(root).items()
        if not (folder / name).is_file() or (folder / name).read_text(encoding="utf-8") != text
    ]


def masters(root: Path) -> list[Path]:
    """The master notebooks, in the order of the questions."""
    return sorted((root / "solutions" / "notebooks").glob("q*.py"))


def assign(master: Path) -> Assigned:
    """Run Otter Assign on one master, which learns where the kit can be fetched."""
    text = master.read_text(encoding="utf-8")
    text = text.replace(NO_KIT_URL, f"KIT_URL = {json.dumps(find(master).kit_url)}")
    notebook = jupytext.reads(text, fmt="py:percent")
    notebook.metadata = NotebookNode(KERNEL)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        shutil.copy(master.with_name("assign.yml"), folder)
        source = folder / f"{master.stem}.ipynb"
        nbformat.write(notebook, source)
        otter_assign(str(source), str(folder / "made"), no_pdfs=True, no_run_tests=True)
        student, solution = (
            _stable(nbformat.read(folder / "made" / view / source.name, as_version=4))
            for view in ("student", "autograder")
        )
    for view in (student, solution):
        _name_answers(view, master)
    solution.cells = [cell for cell in solution.cells if cell.source != PROMPT]
    return Assigned(master.stem, student, solution)


def _name_answers(notebook: NotebookNode, master: Path) -> None:
    """Give each cell that asks for a written answer its name, which Otter leaves in the master."""
    asking = [cell for cell in notebook.cells if "BEGIN QUESTION -->" in cell.source]
    for cell, asked in zip(asking, of_master(master), strict=True):
        cell.metadata[KEY] = asked.name


def _stable(notebook: NotebookNode) -> NotebookNode:
    """The notebook with ids that depend on the cells' text, and on nothing else."""
    seen: Counter[str] = Counter()
    for cell in notebook.cells:
        seen[cell.source] += 1
        told_apart = f"{seen[cell.source]} {cell.source}"
        cell.id = hashlib.sha256(told_apart.encode()).hexdigest()[:8]
    notebook.metadata = NotebookNode(KERNEL)
    return notebook


@contextmanager
def workspace(root: Path, *, solved: bool) -> Iterator[Path]:
    """A copy of the homework to run notebooks in, filled in with the solutions or not."""
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary).resolve()
        shutil.copytree(root / "student", copy / "student")
        for shared in ("grader", "tests", "homework.toml"):
            (copy / shared).symlink_to(root / shared)
        # What is recorded is the same there, and takes a minute to draw.
        recordings = root / "build" / "recordings"
        recordings.mkdir(parents=True, exist_ok=True)
        (copy / "build").mkdir()
        (copy / "build" / "recordings").symlink_to(recordings)
        if solved:
            for source in (root / "solutions").iterdir():
                if source.is_file():
                    shutil.copy(source, copy / "student")
            for master in masters(root):
                path = copy / "student" / "notebooks" / f"{master.stem}.ipynb"
                nbformat.write(assign(master).solution, path)
        yield copy


def run(path: Path) -> NotebookNode:
    """Run a notebook top to bottom, in its own folder; it is saved with its outputs.

    Raises:
        nbclient.exceptions.CellExecutionError: where a cell raises.
    """
    notebook: NotebookNode = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        # Each kernel would warn that it talks over TCP, on this machine alone and with signatures.
        extra_arguments=["--log-level=ERROR"],
        timeout=SECONDS_PER_CELL,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
    )
    # With a loop that is closed again; `execute` would leave its own open.
    asyncio.run(client.async_execute(env=os.environ | ONE_THREAD))
    nbformat.write(notebook, path)
    return notebook
