"""`python -m grader pdf`: written answers as PDF, of student/ or of everybody who handed in."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

from grader.classroom.collecting import collect
from grader.classroom.feedback import file_name
from grader.classroom.here import homework
from grader.classroom.written import latest
from grader.written import hand_in, rubrics
from grader.written.booklet import Booklet
from grader.written.printing import write_pdfs


def write(options: argparse.Namespace) -> int:
    """Write the files."""
    folder = options.output / "pdf" if options.submissions else homework().build / "pdf"
    folder.mkdir(parents=True, exist_ok=True)
    count = write_pdfs(_booklets(options.submissions, folder))
    print(f"{folder}: {count} files")
    return 0


def _booklets(submissions: Path | None, folder: Path) -> Iterator[tuple[Path, Booklet]]:
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
            yield folder / f"{name}.pdf", Booklet(f"{here.title}{said}", every, asked, answers)
