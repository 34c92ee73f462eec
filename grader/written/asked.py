"""What a notebook asks for in writing, and the model answer: both stand in its master.

An answer's name goes from there into the cell that asks for it in students' notebooks, so that
cells may move. A notebook that was handed out without names is known by the words that ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import jupytext  # type: ignore[import-untyped]

from grader.homework import Homework

# Where a cell's metadata has the name of the answer that it asks for.
KEY = "written_answer"
_NAME = re.compile(r"^# BEGIN QUESTION$.*^name: (\w+)$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Asked:
    """One question to be answered in writing. prompt, model: Markdown."""

    name: str
    notebook: str
    prompt: str
    model: str


def read(homework: Homework) -> tuple[Asked, ...]:
    """Everything that the homework's masters ask for in writing, in order."""
    return tuple(
        asked
        for notebook in homework.notebooks
        for asked in of_master(homework.solutions / "notebooks" / f"{Path(notebook).stem}.py")
    )


def of_master(master: Path) -> Iterator[Asked]:
    """What one master asks for in writing; nothing where there is none."""
    if not master.is_file():
        return
    name, to_model = "", False
    texts: tuple[list[str], list[str]] = ([], [])
    for cell in jupytext.read(master, fmt="py:percent").cells:
        source = cell.source.strip()
        if found := _NAME.search(source):
            name, texts, to_model = found[1], ([], []), False
        elif source.startswith(("# BEGIN SOLUTION", "# END SOLUTION")):
            to_model = source.startswith("# BEGIN")
        elif source == "# END QUESTION" and name:
            prompt, model = ("\n\n".join(own) for own in texts)
            yield Asked(name, f"{master.stem}.ipynb", prompt, model)
            name = ""
        elif name and cell.cell_type == "markdown":
            texts[to_model].append(source)
