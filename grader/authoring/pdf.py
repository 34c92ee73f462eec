"""The written answers as PDF, for grading by hand: `python -m grader.authoring.pdf`.

Otter's exporter keeps the cells of the written questions alone. It prints through a browser or
through LaTeX, whichever of them is there; neither is needed for anything else in this project. The
browser loads MathJax for the formulas: without the internet they stay as they were typed.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from otter.export import export_notebook
from playwright.sync_api import Error, sync_playwright

from grader.ending import end
from grader.homework import Homework, find

LATEX = ("pandoc", "xelatex")
HELP = """no PDF can be made here: that needs either a browser (and the internet, for the formulas),
  .venv/bin/python -m playwright install chromium
or LaTeX with pandoc and xelatex. Grading, checks and the zip work without."""


class NoTools(Exception):
    """Neither of the ways to make a PDF is there; the text says what to install."""


def exporter() -> str:
    """The name of Otter's exporter that works on this machine.

    Raises:
        NoTools: where there is none.
    """
    if all(shutil.which(tool) for tool in LATEX):
        return "latex"
    if _browser_is_there():
        return "html"
    raise NoTools(HELP)


def _browser_is_there() -> bool:
    with sync_playwright() as playwright:
        try:
            playwright.chromium.launch().close()
        except Error:
            return False
    return True


def export(notebook: Path, folder: Path, exporter_type: str) -> Path:
    """Write the written questions of one notebook as a PDF into the folder; its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{notebook.stem}.pdf"
    export_notebook(
        str(notebook), dest=str(path), exporter_type=exporter_type, filtering=True, pagebreaks=True
    )
    return path


def main(homework: Homework) -> int:
    """Export all notebooks of student/ to build/pdf; the exit status, 2 without tools."""
    try:
        chosen = exporter()
    except NoTools as problem:
        print(problem, file=sys.stderr)
        return 2
    for name in homework.notebooks:
        path = export(homework.student / "notebooks" / name, homework.build / "pdf", chosen)
        print(path.relative_to(homework.root))
    return 0


if __name__ == "__main__":
    end(lambda: main(find()))
