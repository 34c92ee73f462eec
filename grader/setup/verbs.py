"""The verbs of students.

Each names the set of packages that it needs, so that a student never waits for what only staff use.
"""

from __future__ import annotations

from typing import NamedTuple


class Verb(NamedTuple):
    """packages: the set that it needs. commands: what the environment's Python runs, the last of
    them with what follows the verb. missing: what to say where nothing follows, {0} for
    a question."""

    packages: str
    help: str
    commands: tuple[str, ...]
    missing: str = ""


STUDENTS = {
    "grade": Verb("student", "grade SUBMISSION (student/), write report.html", ("grader grade",)),
    "check": Verb(
        "student",
        "check one question",
        ("grader check",),
        "Which question? For instance make check Q={0}, or python hw.py check {0}",
    ),
    "watch": Verb("student", "check what changed whenever a file is saved", ("grader watch",)),
    "notebook": Verb(
        "student",
        "open student/ in JupyterLab",
        (
            "jupyterlab student --LabApp.default_url=/lab/tree/HANDOUT.md "
            "--LabApp.app_settings_dir=student/provided/jupyter",  # which opens it rendered
        ),
    ),
    "submission": Verb(
        "student", "build submission.zip (or PATH)", ("grader.submission.handing_in",)
    ),
    "doctor": Verb("student", "how well submissions are confined here", ("grader doctor",)),
}
