"""What is left over at the top of a file costs nothing, and what is missing says so where it is
used."""

from __future__ import annotations

import dataclasses

import pytest

from grader.judge.grading import Judge
from grader.model import PartResult
from grader.tests.course import MODULES, select
from grader.tests.mixing import solutions

FUTURE = "from __future__ import annotations\n"
LEFT_OVER = [
    "import matplotlib.pyplot as plt",
    "import no_such_package",
    "import math, no_such_package.plots as sns, os",
    "from no_such_package import plots, tables as t",
    "from no_such_package.optim import *",
    "from numpy import no_such_name, sqrt",
    "from student.provided.solver import Solver",
    "from student.provided.data import no_such_name",
    "from . import no_such_module",
]


def graded(judge: Judge, top: str, bottom: str = "", **others: str) -> PartResult:
    """Q4b sgd, with lines at the top and the bottom of optimizers.py, and other files."""
    text = solutions().files["optimizers.py"].replace(FUTURE, f"{FUTURE}{top}\n", 1)
    files = {f"{name}.py": other for name, other in others.items()}
    files = {**solutions().files, **files, "optimizers.py": f"{text}\n{bottom}\n"}
    return judge.grade(dataclasses.replace(solutions(), files=files), select("q4b_sgd")[:1]).parts[
        0
    ]


def causes(part: PartResult) -> set[str]:
    """Why checks failed."""
    return {check.failure.cause for check in part.checks if check.failure}


@pytest.mark.parametrize("line", LEFT_OVER)
def test_an_import_that_nothing_uses_costs_nothing(line: str, judge: Judge) -> None:
    assert causes(graded(judge, line)) == set()


def test_what_could_not_be_imported_says_so_where_it_is_used(judge: Judge) -> None:
    used = "def sgd(w, dw, config=None):\n    return np.subtract(w, sns.rate * dw), {}"
    part = graded(judge, "import no_such_package as sns", used)
    assert causes(part) == {
        "your code raised ImportError: sns could not be imported: no_such_package is neither "
        f"installed here nor one of the graded files ({', '.join(f'{m}.py' for m in MODULES)})"
    }


@pytest.mark.parametrize("place", ["on import", "in a call"])
@pytest.mark.parametrize(
    "use",
    [
        "torch.func.jacrev(torch.square)(torch.ones(2))",
        "torch.func.jacfwd(torch.square)(torch.ones(2))",
        "torch.autograd.functional.jacobian(torch.square, torch.ones(2), vectorize=True)",
        "torch.optim.Adam([torch.ones(2, requires_grad=True)]).zero_grad()",
    ],
)
def test_what_torch_imports_when_it_is_first_used_is_there(
    use: str, place: str, judge: Judge
) -> None:
    """Its modules may be where a worker can't read, and take longer than a call may."""
    called = "_right = sgd\ndef sgd(*arguments):\n    late()\n    return _right(*arguments)\n"
    bottom = f"import torch\ndef late():\n    {use}\n"
    assert (
        causes(graded(judge, "", bottom + ("late()" if place == "on import" else called))) == set()
    )


def test_a_mistake_in_another_file_costs_that_file_alone(judge: Judge) -> None:
    broken = {"training": "def mean_gradient_norm(grads:\n    return 0\n"}
    assert causes(graded(judge, "from student.training import BEST_MODEL", **broken)) == set()


def test_an_import_that_fails_on_purpose_takes_the_other_way(judge: Judge) -> None:
    lines = "try:\n    import no_such_package as np\nexcept ImportError:\n    import numpy as np"
    assert causes(graded(judge, lines)) == set()


def test_a_file_is_run_once_from_top_to_bottom(judge: Judge) -> None:
    top = "import math\ncount = globals().get('count', 0) + 1\nimport no_such_package"
    assert causes(graded(judge, top, "import cmath\nassert count == 1")) == set()


def test_a_later_annotation_is_never_evaluated(judge: Judge) -> None:
    assert causes(graded(judge, "import math", "def helper(x: no_such_name): ...")) == set()


@pytest.mark.parametrize("kind", ["OrderedDict", "defaultdict"])
def test_a_config_may_be_another_dict_of_the_standard_library(kind: str, judge: Judge) -> None:
    make = {
        "OrderedDict": "OrderedDict(config or {})",
        "defaultdict": "defaultdict(int, config or {})",
    }
    function = (
        f"def sgd(w, dw, config=None):\n    config = {make[kind]}\n"
        "    return w - config.setdefault('learning_rate', 1e-2) * dw, config"
    )
    assert (
        causes(graded(judge, "from collections import OrderedDict, defaultdict", function)) == set()
    )
