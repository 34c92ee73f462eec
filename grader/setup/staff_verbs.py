"""The verbs that only staff have; a student's kit has no such file."""

from __future__ import annotations

from grader.setup.verbs import Verb

STAFF = {
    "kit": Verb("staff", "build what students get", ("grader.kit",)),
    "class": Verb(
        "staff",
        "grade every submission in SUBMISSIONS",
        ("grader class",),
        "Which class? For instance make class SUBMISSIONS=folder, or python hw.py class folder",
    ),
    "written": Verb(
        "staff",
        "make the page on which written answers are marked",
        ("grader written",),
        "Whose? For instance make written SUBMISSIONS=folder, or python hw.py written folder",
    ),
    "figures": Verb("staff", "draw every figure of the solutions", ("grader.authoring.figures",)),
    "pdf": Verb("staff", "the written answers as PDF", ("grader pdf",)),
    "solutions": Verb(
        "staff", "the model answers, with figures, as HTML and PDF", ("grader.authoring.solutions",)
    ),
    "autograder": Verb("staff", "build dist/autograder.zip", ("grader.gradescope autograder",)),
    "emulate": Verb(
        "staff",
        "run that zip here, as Gradescope would",
        ("grader.gradescope emulate",),
    ),
    "release": Verb("staff", "derive student/ from solutions/", ("grader release",)),
    "new-homework": Verb(
        "staff", "copy a small homework to start from", ("grader.authoring.new_homework",)
    ),
    "mutants": Verb("development", "measure the tests", ("grader.authoring.mutants",)),
    "torture": Verb("staff", "grade while something goes wrong", ("grader.authoring.torture",)),
    "misconceptions": Verb(
        "staff", "measure the bank of known mistakes", ("grader.authoring.misconceptions",)
    ),
    "soak": Verb("staff", "grade the solutions 200 times", ("grader.authoring.soak",)),
    "setup": Verb("development", "set up for all of this, and run nothing", ()),
    "test": Verb(
        "development",
        "every test, ruff, mypy and the import contracts",
        ("ruff format --check .", "ruff check .", "mypy", "pytest -n auto --dist loadfile"),
    ),
    "test-fast": Verb(
        "development",
        "the tests that an edit needs, ruff and mypy",
        ("ruff format --check .", "ruff check .", "mypy", "pytest -m fast grader/tests"),
    ),
}
