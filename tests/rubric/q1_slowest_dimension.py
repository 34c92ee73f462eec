"""Q1 slowest_dimension: 1.5 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q1_slowest_dimension"

simulation = graded(
    "tests/test_q1_learning_rates.py::test_slowest_dimension_keeps_the_largest_error",
    points=0.5,
)
ties = graded(
    "tests/hidden/test_q1_learning_rates.py::test_slowest_dimension_is_the_first_of_equal_ones",
    points=0.5,
    hidden=True,
)
order = graded(
    "tests/hidden/test_q1_learning_rates.py::test_slowest_dimension_moves_with_its_sigma",
    points=0.5,
    hidden=True,
)
