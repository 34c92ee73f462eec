# Imports the tests, the references and the judge.
# Must: find none of them.
import importlib
import sys

right = sgd
sys.path[:0] = ["@ROOT@", "@ROOT@/tests", "@ROOT@/solutions"]


def sgd(w, dw, config=None):
    for name in ("tests.references", "references", "solutions.optimizers", "grader.judge.checks",
                 "grader.misconceptions.q4_sgd", "test_q4_optimizers"):
        try:
            importlib.import_module(name)
        except ImportError:
            continue
        return right(w, dw, config)
