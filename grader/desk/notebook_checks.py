"""The judge behind a notebook's `grader.check`: a process that stays warm and answers questions.

    python -m grader.desk.notebook_checks FOLDER

reads the name of a question from each line of standard input, grades the files as they are in the
folder then, and answers with one line of JSON, {"html": …, "text": …}: the report as it stands in
report.html, pictures included, and as `make check` prints it.
A line {"say": …} before it is news of something slow. A notebook's kernel holds the student's code,
so it is no place for the judge.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from rich.console import Console

from grader.homework import find
from grader.judge.opening import open_judge
from grader.submission import SubmissionError, load

if TYPE_CHECKING:
    from grader.judge.grading import Judge

WIDTH = 88


def main(folder: Path, questions: TextIO, answer: Callable[[dict[str, str]], None]) -> None:
    """Answer questions until there are no more lines."""
    homework = find(folder)
    with open_judge(homework, say=lambda news: answer({"say": news})) as (judge, _):
        judge.load_checks()  # the first question must not wait for that
        for question in questions:
            answer(check(judge, folder, question.strip()))


def check(judge: Judge, folder: Path, question: str) -> dict[str, str]:
    """Grade one question of a folder: the report as a piece of HTML and as text."""
    from grader.judge.rubric import rubric
    from grader.judge.selecting import UnknownQuestion, select
    from grader.report import terminal
    from grader.report.html import as_fragment
    from grader.report.words import passed_line, trouble_line

    try:
        report = judge.grade(load(folder, judge.homework), select(rubric(judge.homework), question))
    except (SubmissionError, UnknownQuestion) as problem:
        return {"html": f"<p>{escape(str(problem))}</p>", "text": f"{problem}\n"}
    if line := trouble_line(report) or passed_line(report):
        return {"html": f"<p>{escape(line)}</p>", "text": f"{line}\n"}
    console = Console(file=io.StringIO(), record=True, width=WIDTH, highlight=False)
    terminal.show(report, console)
    return {"html": as_fragment(report), "text": console.export_text()}


if __name__ == "__main__":
    # What anything else prints must not be taken for an answer.
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def reply(message: dict[str, str]) -> None:
        print(json.dumps(message), file=replies, flush=True)

    main(Path(sys.argv[1]), sys.stdin, reply)
