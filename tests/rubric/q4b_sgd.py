"""Q4b sgd: 2 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q4b_sgd"

step = graded(
    "tests/test_q4_optimizers.py::test_sgd_subtracts_the_learning_rate_times_the_gradient",
    points=0.75,
)
float32 = graded(
    "tests/test_q4_optimizers.py::test_sgd_takes_float32_and_leaves_the_gradient_as_it_was",
    points=0.5,
)
default = graded(
    "tests/hidden/test_q4_optimizers.py::test_sgd_has_a_default_learning_rate",
    points=0.75,
    hidden=True,
)
