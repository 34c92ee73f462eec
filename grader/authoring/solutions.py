"""The model answers with their figures and rubrics: `python -m grader.authoring.solutions`.

The solution notebooks are run for them, so every figure is what the solutions draw today.
"""

from __future__ import annotations

from grader.authoring.notebooks import run, workspace
from grader.ending import end
from grader.homework import Homework, find
from grader.whole_file import write_whole
from grader.written import hand_in, rubrics
from grader.written.booklet import Booklet
from grader.written.printing import write_pdfs

NAME = "solutions.html"


def solved(homework: Homework) -> Booklet:
    """The model answers, with the figures that the solutions draw."""
    every = rubrics.read(homework)
    asked = rubrics.questions(homework, every)
    with workspace(homework.root, solved=True) as copy:
        for name in homework.notebooks:
            run(copy / "student" / "notebooks" / name)
        answers = {each.name: each for each in hand_in.read(copy, list(asked.values()))}
    return Booklet(f"{homework.title}: solutions", every, asked, answers, with_rubrics=True)


def main(homework: Homework) -> int:
    """Write build/solutions.html and its PDF."""
    page, booklet = homework.build / NAME, solved(homework)
    write_whole(page, booklet.html())
    write_pdfs([(page.with_suffix(".pdf"), booklet)])
    for path in (page, page.with_suffix(".pdf")):
        print(path.relative_to(homework.root))
    return 0


if __name__ == "__main__":
    end(lambda: main(find()))
