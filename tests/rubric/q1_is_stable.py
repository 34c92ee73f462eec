"""Q1 is_stable: 1.25 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q1_is_stable"

simulation = graded(
    "tests/test_q1_learning_rates.py::test_is_stable_says_whether_every_error_shrinks",
    points=0.5,
)
boundary = graded(
    "tests/hidden/test_q1_learning_rates.py::test_is_stable_is_false_at_the_bound_itself",
    points=0.5,
    hidden=True,
)
dimensions = graded(
    "tests/hidden/test_q1_learning_rates.py::test_is_stable_looks_at_every_dimension",
    points=0.25,
    hidden=True,
)
