"""Every figure of the solutions, as the solution notebooks draw it: `make figures`.

Each becomes build/figures/NOTEBOOK_NUMBER_PLOT.png, in the order in which they appear.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode

from grader.authoring.notebooks import run, workspace
from grader.ending import end
from grader.homework import find

_PLOT = re.compile(r"(?:plots\.|^)(\w+)\(", re.MULTILINE)


def write_figures(root: Path, folder: Path) -> list[Path]:
    """Run the solution notebooks and write their figures into the folder; their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    with workspace(root, solved=True) as copy:
        for source in sorted((copy / "student" / "notebooks").glob("*.ipynb")):
            for number, (plot, png) in enumerate(figures(run(source)), start=1):
                path = folder / f"{source.stem}_{number:02d}_{plot}.png"
                path.write_bytes(png)
                written.append(path)
    return written


def figures(notebook: NotebookNode) -> Iterator[tuple[str, bytes]]:
    """Each figure in a notebook's outputs: the plot that its cell calls last, and its PNG."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                yield _name(cell.source), base64.b64decode(output.data["image/png"])


def _name(source: str) -> str:
    plots = [name for name in _PLOT.findall(source) if name != "new_panels"]
    return plots[-1] if plots else "figure"


def main() -> int:
    """Write all figures and print where they are."""
    homework = find()
    for figure in write_figures(homework.root, homework.build / "figures"):
        print(figure.relative_to(homework.root))
    return 0


if __name__ == "__main__":
    end(main)
