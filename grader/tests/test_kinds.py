"""Another homework says what else crosses the wire, and nothing of the engine knows of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOMEWORK = """
title = "Polynomials"
seed = 1
files = [{ name = "optimizers.py" }]
questions = [{ name = "Q1", title = "Slopes", parts = [{ name = "q1", file = "optimizers.py" }] }]
hooks = { kinds = "curves:KINDS" }
"""
CURVES = '''
"""Polynomials, as NumPy has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from grader.worker.kinds import Kind, register


@dataclass(frozen=True)
class Curve(Kind):
    """A polynomial; coefficients (n,), the constant one first."""

    name, noun, variable = "curve", "a polynomial", "p"

    coefficients: np.ndarray
    interval: list[float]

    def __post_init__(self) -> None:
        if self.coefficients.ndim != 1:
            raise ValueError("a polynomial whose coefficients are no vector")

    def materialize(self) -> Any:
        return np.polynomial.Polynomial(self.coefficients, self.interval, self.interval)

    @classmethod
    def reduce(cls, value: Any) -> Self | None:
        if not issubclass(type(value), np.polynomial.Polynomial):
            return None
        return cls(value.coef, [float(end) for end in value.domain])

    def code(self, name: str, like: str = "") -> list[str]:
        return [f"{name} = np.polynomial.Polynomial({self.coefficients.tolist()})"]

    def brief(self) -> str:
        return f"polynomial of degree {self.coefficients.size - 1}"


KINDS = register(Curve)
'''
STUDENT = """
import numpy as np

class Own(np.polynomial.Polynomial):
    def __getattribute__(self, name):
        return object.__getattribute__(self, name)

def derivative(p):
    return p.deriv()

def own(p):
    return [Own(p.coef)]

def steeper(p):
    p.coef *= 2

def missing():
    try:
        import tests.curves
    except ImportError:
        return True
"""
ASKED = """
import json, sys
from pathlib import Path
import numpy as np
from grader.calls.budget import Budget
from grader.calls.proxy import Proxy
from grader.calls.servers import Servers
from grader.calls.session import session_with
from grader.display.case_code import case_as_code
from grader.display.snippet import as_code
from grader.homework import Homework
from grader.submission import Submission
from grader.trials.mismatch import (describe_type)

homework = Homework(Path(sys.argv[1]))
files = {"optimizers.py": Path(sys.argv[2]).read_text()}
submission = Submission("theirs", files, homework)
with (
    Servers(homework) as servers,
    session_with(submission, servers, "optimizers", Budget()) as session,
):
    student, Curve = Proxy(session), homework.load("tests.curves").Curve
    p = Curve(np.array([1.0, 2.0, 3.0]), [-1.0, 1.0])
    slope = student.derivative(p)
    shown = case_as_code(tuple(session.transcript), "optimizers").splitlines()
    said = {
        "slope": [type(slope) is Curve, slope.coefficients.tolist(), slope.interval],
        "shown": shown,
        "words": [as_code(slope), describe_type(slope), len(slope.arrays())],
        "own": student.own(p)[0].coefficients.tolist(),
        "changed": student.observe("steeper", p).changed,
        "missing": student.missing(),
    }
print(json.dumps(said))
"""


def test_a_homework_registers_a_kind_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "student").mkdir()
    for name, text in (
        ("homework.toml", HOMEWORK),
        ("tests/curves.py", CURVES),
        ("tests/__init__.py", ""),
        ("optimizers.py", STUDENT),
    ):
        (tmp_path / name).write_text(text)
    # In a process of its own, for one process has one homework's modules.
    done = subprocess.run(
        [sys.executable, "-c", ASKED, str(tmp_path), str(tmp_path / "optimizers.py")],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
    )
    assert json.loads(done.stdout) == {
        "slope": [True, [2.0, 6.0], [-1.0, 1.0]],
        "shown": [
            "import numpy as np; from student.optimizers import derivative",
            "p = np.polynomial.Polynomial([1.0, 2.0, 3.0])",
            "derivative(p)",
        ],
        "words": ["<polynomial of degree 1>", "a polynomial", 1],
        "own": [1.0, 2.0, 3.0],
        "changed": ["p.coefficients"],
        "missing": True,
    }
