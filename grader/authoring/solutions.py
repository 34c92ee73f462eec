"""The model answers with their figures and rubrics: `python -m grader.authoring.solutions`.

The solution notebooks are run for them, so every figure is what the solutions draw today.
"""

from __future__ import annotations

import sys

from grader.authoring.notebooks import run, workspace
from grader.ending import end
from grader.homework import Homework, find
from grader.whole_file import write_whole
from grader.written import hand_in, rubrics
from grader.written.booklet import booklet
from grader.written.printing import HELP, NoBrowser, write_pdfs

NAME = "solutions.html"
NEEDS_BROWSER = 2


def write(homework: Homework) -> str:
    """The model answers as one page."""
    every = rubrics.read(homework)
    asked = rubrics.questions(homework, every)
    with workspace(homework.root, solved=True) as copy:
        for name in homework.notebooks:
            run(copy / "student" / "notebooks" / name)
        answers = {each.name: each for each in hand_in.read(copy, list(asked.values()))}
    return booklet(f"{homework.title}: solutions", every, asked, answers, with_rubrics=True)


def main(homework: Homework) -> int:
    """Write build/solutions.html and its PDF; 2 where there is no browser to print with."""
    page = homework.build / NAME
    write_whole(page, write(homework))
    print(page.relative_to(homework.root))
    try:
        write_pdfs([page])
    except NoBrowser:
        print(HELP, file=sys.stderr)
        return NEEDS_BROWSER
    print(page.with_suffix(".pdf").relative_to(homework.root))
    return 0


if __name__ == "__main__":
    end(lambda: main(find()))
