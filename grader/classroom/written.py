"""`python -m grader written FOLDER`: a class's written answers, on a page and in a table.

The latest hand-in of each student is shown, of a group once; marks are kept beside the class's
grades, where `class` finds them.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console

from grader.classroom.collecting import Found, HandIn, collect
from grader.classroom.here import homework
from grader.submission import SubmissionError
from grader.whole_file import write_whole
from grader.written import hand_in, marks, rubrics
from grader.written.asked import Asked
from grader.written.marks import Row
from grader.written.notebook import Answer
from grader.written.page import Work, page, seen
from grader.written.rubrics import Rubric

PAGE, TABLE = "written.html", "written.csv"
MOST_BYTES = 250 << 20


def write(options: argparse.Namespace) -> int:
    """Write the page and the table; 0."""
    here, folder = homework(), options.output.resolve()
    chosen = _chosen(rubrics.read(here), options.question)
    asked = rubrics.questions(here, chosen)
    kept = folder / marks.NAME
    taken_in = marks.merge(kept, options.marks)
    known = marks.read(kept)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        found = collect(options.submissions.resolve(), Path(temporary))
        works = _works(latest(found), asked)
    write_whole(folder / PAGE, page(here.title, chosen, asked, works, known))
    rows = [
        Row(student, rubric, _text(answer), seen(answer), answer.is_blank)
        for rubric in chosen
        for work in works
        for answer in (work.answers[rubric.name],)
        for student in work.students
    ]
    write_whole(folder / TABLE, "\ufeff" + marks.as_table(rows, known))
    console = Console(highlight=False, stderr=True)
    console.print(f"{folder / PAGE}, {TABLE}", soft_wrap=True)
    console.print(
        f"{len(works)} hand-ins, {len(chosen)} answers of each; {len(known)} marks are known"
        + (f", {taken_in} of them new" if taken_in else "")
    )
    if (size := (folder / PAGE).stat().st_size) > MOST_BYTES:
        told = f"{PAGE} has {size >> 20} MiB, a lot for a browser; --question makes a smaller one"
        console.print(told)
    return 0


def _chosen(every: Sequence[Rubric], question: str) -> list[Rubric]:
    chosen = [each for each in every if each.place.casefold().startswith(question.casefold())]
    if not chosen:
        places = ", ".join(dict.fromkeys(each.place for each in every))
        raise SubmissionError(f"{question}: no written answer is asked for there; give of {places}")
    return chosen


def latest(found: Iterable[Found]) -> dict[str, HandIn]:
    """The last hand-in of each student, by what marks call them; in that order."""
    last: dict[str, HandIn] = {}
    for each in found:
        if isinstance(each, HandIn):
            student = marks.anonymous(each.platform, each.student)
            if student not in last or each.order >= last[student].order:
                last[student] = each
    return dict(sorted(last.items()))


def _works(last: dict[str, HandIn], asked: dict[str, Asked]) -> list[Work]:
    """What is to be marked, in an order that has nothing to do with names."""
    together: dict[str, list[str]] = {}
    for student, each in last.items():
        together.setdefault(each.group, []).append(student)
    return [
        Work(
            tuple(students),
            {
                answer.name: answer
                for answer in hand_in.read(last[students[0]].path, list(asked.values()))
            },
        )
        for students in together.values()
    ]


def _text(answer: Answer) -> str:
    written = "\n\n".join(
        piece.content if piece.kind != "picture" else "[a picture]" for piece in answer.work
    )
    return "\n".join((*(f"[{remark}]" for remark in answer.remarks), written))
