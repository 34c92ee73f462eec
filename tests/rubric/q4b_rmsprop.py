"""Q4b rmsprop: optional, checked for 0 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q4b_rmsprop"

fresh_start = graded(
    "tests/test_q4_optimizers.py::test_rmsprop_divides_each_gradient_by_its_recent_size",
    points=0,
)
epsilon = graded(
    "tests/test_q4_optimizers.py::test_rmsprop_adds_epsilon_outside_the_root",
    points=0,
)
missing_keys = graded(
    "tests/hidden/test_q4_optimizers.py::test_rmsprop_has_a_default_for_each_missing_key",
    points=0,
    hidden=True,
)
