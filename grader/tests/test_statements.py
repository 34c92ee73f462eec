"""A statement that fails while a file is loaded costs what uses it and nothing else, and is told
once."""

from __future__ import annotations

import dataclasses
import sys

import pytest

from grader.judge.grading import Judge
from grader.model import Report
from grader.tests.course import select
from grader.tests.mixing import solutions

SGD = """
def sgd(w, dw, config=None):
    config = {"learning_rate": 1e-2, **(config or {})}
    return w - config["learning_rate"] * dw, config
"""
# What people leave in a file, and how the line that tells of it goes on.
LEFT_OVER = {
    'open("steps.txt", "w").write("x")': "PermissionError: ",
    'import logging; logging.basicConfig(filename="log.txt")': "PermissionError: ",
    'np.savetxt("w.csv", np.ones(3))': "PermissionError: ",
    'np.load(__file__.replace("optimizers.py", "data.npy"))': "FileNotFoundError: ",
    "1 / 0": "ZeroDivisionError: division by zero",
    'assert sgd(1.0, 1.0)[0] == 0, "not yet"': "AssertionError: not yet",
    "for step in range(3):\n    no_such_function(step)": "NameError: ",
    "with open('/no/such/file') as f:\n    text = f.read()": "FileNotFoundError: ",
    "raise SystemExit": "",
}
# What fits a function's head, of a package that isn't here.
HEADS = [
    "from no_such_package import njit\n@njit",
    "from no_such_package import njit\n@njit(cache=True)",
    "import no_such_package as nb\n@nb.jit(nopython=True, types=[nb.float64[:]])",
    "import beartype_of_old as bt\n@bt.beartype\n@bt.typed(bt.Float[bt.Array, 'n d'] | None)",
    "from typing import no_such_decorator\n@no_such_decorator",
]
USES = ["x + 1", "1 - x", "x[0]", "x(w)", "x.size", "list(x)", "len(x)", "w * x", "x @ w", "-x",
        "float(x)", "x < 1", "isinstance(w, x)", "w in x", "[*x]",
        "np.sum(x)", "(x or 1) + 1"]  # fmt: skip
NEWER = [
    'def describe(config):\n    return f"step {config["t"]}"',
    "type Array = np.ndarray",
    "def first[T](x: list[T]): return x[0]",
]
# What an editor, a merge or another Python leaves of a function, from its first line to its last.
BROKEN = [
    "@np.vectorize\ndef half(w, dw, config=None)\n    return w / 2",
    "def half(w, dw, config=None):\n    return (w / 2",
    "def half(w, dw, config=None):\n    return (w / 2))",
    'def half(w, dw, config=None):\n    """Half of it.\n    return w / 2',
    "def half(w, dw, config=None):\n    step = 2\nstep = step * 1\n    return w / step",
    "def half(w, dw, config=None):\n    step = 2\nreturn w / step",
    "def half(w, dw, config=None):\nreturn w / 2",
    "def half(w, dw, config=None):\n    step = 2\n{\n    return w / step",
    "def half(w, dw, config=None):\n    step = 2\nif step:\n        step = 3\n    return w / step",
    "def half(w, dw, config=None):\n    step = 2\n\treturn w / step",
    "def half(w, w, config=None):\n    return w / 2",
    "def half(w, dw, config=None):\n    step = 2\n<<<<<<< HEAD\n    return w\n=======\n"
    "    return w / 2\n>>>>>>> main",
    "class Rule:\n    def step(self, w):\n        return w /\n\ndef half(w, dw, config=None)\n"
    "    return Rule().step(w)",
]
OF_SEVERAL_BLOCKS = [
    '"""\nRules\ndef broken(:\n"""',
    "rates = (\n1e-2,\n1e-3,\n)",
    "if SGD_WORKS := True:\n    x = 1\n# or\nelse:\n    x = 2",
    "@staticmethod\n# of old\n@classmethod\ndef unused(w): return w",
    "x = 1 + \\\n2",
]


def graded(judge: Judge, bottom: str, question: str = "q4b_sgd", top: str = "") -> Report:
    """A question of the solutions, with lines at the top and the bottom of its file."""
    file = "training.py" if question.startswith("q4c") else "optimizers.py"
    text = solutions().files[file]
    files = {**solutions().files, file: f"{text}\n{bottom}\n"}
    if top:
        files[file] = text.replace("import numpy as np\n", f"import numpy as np\n{top}\n", 1)
    return judge.grade(dataclasses.replace(solutions(), files=files), select(question)[:1])


def causes(report: Report) -> set[str]:
    """Why checks failed."""
    return {check.failure.cause for part in report.parts for check in part.checks if check.failure}


@pytest.mark.parametrize("statement", LEFT_OVER)
def test_what_is_left_over_costs_nothing_and_is_told_once(statement: str, judge: Judge) -> None:
    report = graded(judge, statement)
    assert causes(report) == set()
    (note,) = report.notes
    assert note.startswith("optimizers.py, line ")
    assert LEFT_OVER[statement] in note


@pytest.mark.parametrize("end", ["import sys\nif not sys.argv[1:]: sys.exit(2)", "quit()"])
def test_what_would_end_a_program_costs_no_function_below_it(end: str, judge: Judge) -> None:
    report = graded(judge, "", top=end)
    assert causes(report) == set()
    (note,) = report.notes
    assert "ends the program" in note


def test_what_follows_a_statement_that_failed_is_run(judge: Judge) -> None:
    assert (
        causes(graded(judge, f"def sgd(w, dw, config=None): return 0, {{}}\n1 / 0\n{SGD}")) == set()
    )


@pytest.mark.parametrize("head", HEADS)
def test_a_function_is_graded_without_the_head_that_is_missing_here(
    head: str, judge: Judge
) -> None:
    assert causes(graded(judge, f"{head}{SGD}")) == set()


def test_annotations_of_what_is_missing_here_come_to_nothing(judge: Judge) -> None:
    annotated = SGD.replace("dw,", 'dw: jt.Float[jt.Array, "n d"] | None,', 1)
    text = f"import no_such_jaxtyping as jt\n{annotated}"
    future = "from __future__ import annotations\n"
    files = dict(solutions().files)
    files["optimizers.py"] = files["optimizers.py"].replace(future, "") + text
    submission = dataclasses.replace(solutions(), files=files)
    assert causes(judge.grade(submission, select("q4b_sgd")[:1])) == set()


def test_a_class_may_derive_from_what_is_missing_here(judge: Judge) -> None:
    unused = "import no_such_package as pl\nclass Net(pl.LightningModule, total=False):\n    pass"
    assert causes(graded(judge, f"{unused}{SGD}")) == set()
    used = SGD.replace("    return", "    Net()\n    return")
    (cause,) = causes(graded(judge, f"{unused}{used}"))
    assert cause.startswith(
        "your code raised ImportError: pl could not be imported: no_such_package"
    )


@pytest.mark.parametrize("use", USES)
def test_whatever_uses_a_name_without_a_value_hears_why_it_has_none(use: str, judge: Judge) -> None:
    text = f"x = np.load('x.npy')\ndef sgd(w, dw, config=None):\n    return {use}, {{}}"
    (cause,) = causes(graded(judge, text))
    assert cause.startswith("your code raised NameError: x has no value, line ")
    assert "FileNotFoundError" in cause


def test_a_function_whose_definition_failed_says_so(judge: Judge) -> None:
    (cause,) = causes(graded(judge, "def sgd(w, dw, config={}[1]): return w"))
    assert cause.startswith("your code raised NameError: sgd has no value, line ")


def test_a_constant_whose_statement_failed_says_so(judge: Judge) -> None:
    report = graded(judge, "MATCHED_SGD_LEARNING_RATE = 1 / 0", "q4c_matched_learning_rate")
    (cause,) = causes(report)
    assert "MATCHED_SGD_LEARNING_RATE has no value" in cause
    assert "ZeroDivisionError: division by zero" in cause


def test_names_that_a_block_had_bound_before_it_failed_keep_their_values(judge: Judge) -> None:
    block = "if True:\n    rate = 1e-2\n    1 / 0\n    other = 1"
    used = SGD.replace("1e-2", "rate")
    assert causes(graded(judge, f"{block}{used}")) == set()
    (cause,) = causes(graded(judge, f"{block}{SGD.replace('1e-2', 'other')}"))
    assert "other has no value" in cause


def test_a_training_run_at_the_bottom_ends_when_its_time_is_up(judge: Judge) -> None:
    run = "best = 0\nfor epoch in range(10**12):\n    best = best + 1"
    report = graded(judge, run)
    assert causes(report) == set()
    assert ": took more than 5 s; put such work under if __name__" in report.notes[0]


def test_what_an_error_says_names_no_place_on_this_machine(judge: Judge) -> None:
    top = "import logging; logging.basicConfig(filename='training.log')\nfrom typing import soon"
    at_the_top = " ".join(graded(judge, "", top=top).notes)
    (called,) = causes(graded(judge, "def sgd(*a): open('training.log', 'w')"))
    opened = "def sgd(*a): import pathlib; pathlib.Path('training.log').resolve().touch()"
    (resolved,) = causes(graded(judge, opened))
    assert "denied: 'training.log'" in at_the_top
    assert "cannot import name 'soon' from 'typing'" in at_the_top
    for said in (at_the_top, called, resolved):
        assert "/" not in said.replace("student/", "")


@pytest.mark.parametrize("line", ["from student.my_helpers import f", "from .my_helpers import f",
                                  "import my_helpers"])  # fmt: skip
def test_whoever_imports_a_file_of_their_own_hears_which_files_count(
    line: str, judge: Judge
) -> None:
    report = graded(judge, "", top=line)
    assert causes(report) == set()
    (note,) = report.notes
    assert "my_helpers is n" in note
    assert "graded files (learning_rates.py, " in note


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="this Python takes all of these")
@pytest.mark.parametrize("newer", NEWER)
def test_syntax_of_a_newer_python_says_so(newer: str, judge: Judge) -> None:
    report = graded(judge, newer)
    assert causes(report) == set()
    (note,) = report.notes
    assert "Python 3.12 might take this, and it is graded with Python 3.11" in note


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="this Python takes all of these")
@pytest.mark.parametrize(
    "newer", ['x = t"step {1}"', "try:\n    pass\nexcept KeyError, OSError:\n    pass"]
)
def test_syntax_of_python_3_14_says_so(newer: str, judge: Judge) -> None:
    report = graded(judge, newer)
    assert causes(report) == set()
    (note,) = report.notes
    assert "Python 3.14 might take this" in note


@pytest.mark.parametrize("line", ["%matplotlib inline", "!pip install numba", "%%time\nx = 1"])
def test_a_notebooks_command_costs_nothing_and_is_told_once(line: str, judge: Judge) -> None:
    for report in (graded(judge, line), graded(judge, "", top=line)):
        assert causes(report) == set()
        (note,) = report.notes
        assert "a command of notebooks" in note
        assert line.partition("\n")[0] in note


def test_a_plain_mistake_in_the_syntax_is_no_newer_python(judge: Judge) -> None:
    report = graded(judge, "def sgd(w, dw:\n    return w")
    (cause,) = causes(report)
    # Pythons differ in where the mark ends.
    failures = [check.failure for part in report.parts for check in part.checks if check.failure]
    assert all("\n           ^\n" in failure.trace for failure in failures)
    assert cause.startswith("your code raised SyntaxError: sgd was left out: '(' was never closed")
    assert "might take" not in cause


@pytest.mark.parametrize("broken", BROKEN)
def test_what_is_no_python_costs_its_function_and_no_other(broken: str, judge: Judge) -> None:
    report = graded(judge, f"{broken}\n{SGD}")
    assert causes(report) == set()
    assert report.notes
    broken_sgd = broken.replace("half(", "sgd(")
    (cause,) = causes(graded(judge, broken_sgd))
    assert cause.startswith("your code raised SyntaxError: sgd was left out: ")
    assert causes(graded(judge, broken_sgd, "q4b_adam")) == set()


@pytest.mark.parametrize("text", OF_SEVERAL_BLOCKS)
def test_lines_that_only_look_like_new_statements_are_read_as_python_does(
    text: str, judge: Judge
) -> None:
    report = graded(judge, f"{text}{SGD}\ndef broken(:\n")
    assert causes(report) == set()
    (note,) = report.notes
    assert "def broken(:" in note


def test_a_file_without_a_line_of_work_fails_as_a_whole(judge: Judge) -> None:
    page = "<html>\n<body>Log in to continue</body>\n</html>\n"
    files = {**solutions().files, "optimizers.py": page * 100}
    submission = dataclasses.replace(solutions(), files=files)
    (cause,) = causes(judge.grade(submission, select("q4b_sgd")[:1]))
    assert cause.startswith("your file could not be loaded: SyntaxError: invalid syntax")


def test_many_failing_statements_are_told_in_part(judge: Judge) -> None:
    report = graded(judge, "\n".join(["1 / 0"] * 1000))
    assert causes(report) == set()
    assert 2 < len(report.notes) < 10
