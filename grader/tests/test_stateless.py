"""Which files can keep nothing between calls: none that can, and most right answers."""

from __future__ import annotations

import pytest

from grader.tests.test_right_answers import ANSWERS
from grader.tests.variants import submission
from grader.worker.stateless import is_stateless

KEEPS = {
    "a global": "COUNT = 0\ndef f():\n    global COUNT\n    COUNT += 1\n    return COUNT",
    "a list of the file": "SEEN = []\ndef f(x):\n    SEEN.append(x)\n    return len(SEEN)",
    "an array of the file": "import numpy as np\nV = np.zeros(3)\n"
    "def f(x):\n    v = V\n    v += x\n    return v",
    "a mutable default": "def f(x, memory={}):\n    memory[x] = 1\n    return len(memory)",
    "a keyword's default": "def f(*, memory=[]):\n    memory += [1]\n    return memory",
    "a default of a lambda": "def f():\n    g = lambda m=[]: m\n    return g",
    "an attribute of a function": "def f():\n    f.calls = 1",
    "an attribute of a library": "import numpy as np\ndef f():\n    np.calls = 1",
    "an attribute as a loop's target": "import numpy as np\ndef f():\n    for np.x in [1]: pass",
    "an attribute that is deleted": "import numpy as np\ndef f():\n    del np.pi",
    "a provided module": "import student.provided.validation as v\ndef f():\n    v.memory = 1",
    "a closure": "def make():\n    n = 0\n    def f():\n        nonlocal n\n        n += 1\n"
    "    return f",
    "a class": "class A:\n    calls = []\ndef f():\n    return A.calls",
    "a class inside": "def f():\n    class A: pass\n    return A",
    "a decorator": "from math import gcd\n@print\ndef f():\n    pass",
    "a cache": "import functools\ndef f(): return functools.lru_cache(print)",
    "a generator of the file": "import itertools\nN = itertools.count()\ndef f(): return next(N)",
    "the environment": "import os\ndef f(): os.environ['x'] = '1'",
    "a module inside": "def f():\n    import sys\n    sys.modules['x'] = 1",
    "built-ins": "def f(): __builtins__['x'] = 1",
    "globals": "def f(): globals()['x'] = 1",
    "an attribute by name": "import numpy as np\ndef f(): setattr(np, 'x', 1)",
    "a dict of a library": "import numpy as np\ndef f(): np.__dict__.update(x=1)",
    "a list of a library": "import numpy as np\ndef f(): np.things.append(1)",
    "a list from a library": "from numpy import things\ndef f(): things.append(1)",
    "a table of the file": "T = {'x': 1}\ndef f():\n    t = T\n    t['x'] += 1",
    "a table that is taken along": "T = {'x': 1}\nU = T\ndef f():\n    u = U\n    u['x'] += 1",
    "an imported function's attribute": "from math import gcd\ndef f(): gcd.setdefault(1)",
    "an item of a library": "import torch\ndef f(): torch.things['x'] = 1",
    "an item of a call": "import torch\ndef f(): torch.things()['x'] = 1",
    "the global generator": "import numpy as np\ndef f(): np.random.seed(0)",
    "a draw from it": "import numpy as np\ndef f(): return np.random.rand()",
    "a draw by its own name": "from numpy.random import rand\ndef f(): return rand()",
    "a module that draws": "from numpy import random as r\ndef f(): return r.rand()",
    "its alias": "import numpy.random as r\ndef f(): return r.rand()",
    "a setting by its own name": "from numpy import seterr\ndef f(): seterr(all='ignore')",
    "torch's generator": "import torch\ndef f(): torch.manual_seed(0)",
    "a setting": "import torch\ndef f(): torch.set_default_dtype(torch.float64)",
    "errors of NumPy": "import numpy as np\ndef f(): np.seterr(all='ignore')",
    "code of its own": "exec('x = []')\ndef f(): x.append(1)",
    "a condition at the top": "if True:\n    SEEN = []\ndef f(): SEEN.append(1)",
    "what runs elsewhere too": "if __name__ == '__main__':\n    pass\nelse:\n    SEEN = []",
    "a name that is imported": "from student.training import MAIN as __name__\n"
    "if __name__ == '__main__':\n    SEEN = []\ndef f(): SEEN.append(1)",
    "a module's name": "import math as __name__",
    "a try at the top": "try:\n    import x\nexcept ImportError:\n    SEEN = []",
    "no Python": "def f(:",
    "deep nesting": "x = " + "(" * 10_000,
    "a long chain": "x = " + "-" * 100_000 + "1",
}


@pytest.mark.parametrize("source", KEEPS.values(), ids=KEEPS)
def test_a_file_that_can_keep_something_is_never_called_stateless(source: str) -> None:
    assert not is_stateless({"optimizers": source}, "optimizers")


def test_what_another_submitted_file_keeps_counts_too() -> None:
    keeps = {"optimizers": KEEPS["a global"]}
    for line in (
        "from student.optimizers import f",
        "import student.optimizers",
        "from student import optimizers",
    ):
        assert not is_stateless({**keeps, "training": line}, "training")
        assert is_stateless({"optimizers": "def f(): pass", "training": line}, "training")


def test_plain_functions_are_stateless() -> None:
    source = """
from __future__ import annotations
import numpy as np
from numpy.random import default_rng
from numpy.typing import ArrayLike
from student.provided.validation import count
Config = dict[str, float]
EPS: float = 1e-8
HALF = -1 / 2
BEST_MODEL: dict[str, float] | None = {"learning_rate": 0.1, "layers": [1, 2]}
def f(w: ArrayLike, dw, config=None, *, dtype=np.float64, shape=(1, 2)):
    config = {"beta": 0.9, **(config or {})}
    v = np.zeros_like(w, dtype=dtype)
    v[0] += dw[0]
    steps = []
    for i in range(3):
        steps.append(i)
    config["velocity"] = np.append(v, np.random.default_rng(1).normal())
    w -= config["beta"] * v
    def inner(x): return [y for y in x if y > EPS]
    return w, config, inner(steps)
if __name__ == "__main__":
    import sys
    print(f(np.ones(3), np.ones(3)), file=sys.stderr)
"""
    assert is_stateless({"optimizers": source}, "optimizers")


def test_most_right_answers_are_stateless() -> None:
    files = [(submission(answer).sources(), answer.module) for answer in ANSWERS]
    stateless = [is_stateless(sources, module) for sources, module in files]
    assert sum(stateless) > 0.7 * len(stateless)
