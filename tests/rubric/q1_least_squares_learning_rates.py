"""Q1 least_squares_learning_rates: 1.5 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q1_least_squares_learning_rates"

full_rank = graded(
    "tests/test_q1_learning_rates.py::test_least_squares_rates_are_those_of_the_singular_values",
    points=0.5,
)
deficient = graded(
    "tests/hidden/test_q1_learning_rates.py::test_least_squares_rates_leave_out_singular_values_of_zero",
    points=0.5,
    hidden=True,
)
cutoff = graded(
    "tests/hidden/test_q1_learning_rates.py::test_least_squares_rates_cut_at_the_stated_singular_value",
    points=0.5,
    hidden=True,
)
