"""`python -m grader pdf`: written answers as PDF, of student/ or of everybody who handed in."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from grader.classroom.exports import collect
from grader.classroom.feedback import file_name
from grader.classroom.here import homework
from grader.classroom.written import latest
from grader.whole_file import write_whole
from grader.written import hand_in, rubrics
from grader.written.booklet import booklet
from grader.written.printing import HELP, NoBrowser, write_pdfs

NEEDS_BROWSER = 2


def write(options: argparse.Namespace) -> int:
    """Write the files; 2 where there is no browser to print with, and the pages alone are there."""
    folder = options.output / "pdf" if options.submissions else homework().build / "pdf"
    folder.mkdir(parents=True, exist_ok=True)
    pages = list(_pages(options.submissions, folder))
    try:
        count = write_pdfs(pages)
    except NoBrowser:
        print(f"{folder}: {HELP}", file=sys.stderr)
        return NEEDS_BROWSER
    for page in pages:
        page.unlink()
    print(f"{folder}: {count} files")
    return 0


def _pages(submissions: Path | None, folder: Path) -> Iterator[Path]:
    here = homework()
    every = rubrics.read(here)
    asked = rubrics.questions(here, every)
    with tempfile.TemporaryDirectory() as temporary:
        whose = [("written", "", here.student)]
        if submissions:
            last = latest(collect(submissions.resolve(), Path(temporary))).values()
            whose = [(file_name(each.student), f", {each.name}", each.path) for each in last]
        for name, said, path in whose:
            answers = {each.name: each for each in hand_in.read(path, list(asked.values()))}
            page = folder / f"{name}.html"
            write_whole(page, booklet(f"{here.title}{said}", every, asked, answers))
            yield page
