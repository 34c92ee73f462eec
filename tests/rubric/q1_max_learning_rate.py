"""Q1 max_learning_rate: 1.5 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q1_max_learning_rate"

simulation = graded(
    "tests/test_q1_learning_rates.py::test_max_learning_rate_separates_convergence_from_divergence",
    points=0.5,
)
scale = graded(
    "tests/hidden/test_q1_learning_rates.py::test_max_learning_rate_scales_as_the_inverse_square",
    points=0.5,
    hidden=True,
)
largest = graded(
    "tests/hidden/test_q1_learning_rates.py::test_max_learning_rate_depends_on_the_largest_sigma_alone",
    points=0.5,
    hidden=True,
)
