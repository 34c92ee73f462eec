"""Q1 steps_to_accuracy: 3 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q1_steps_to_accuracy"

count = graded(
    "tests/test_q1_learning_rates.py::test_steps_to_accuracy_is_when_gradient_descent_gets_there",
    points=1,
)
factor_zero = graded(
    "tests/test_q1_learning_rates.py::test_a_factor_of_zero_needs_one_step",
    points=0.5,
)
boundary = graded(
    "tests/hidden/test_q1_learning_rates.py::test_steps_to_accuracy_counts_an_error_of_exactly_epsilon",
    points=0.5,
    hidden=True,
)
oscillation = graded(
    "tests/hidden/test_q1_learning_rates.py::test_steps_to_accuracy_counts_for_the_dimension_that_oscillates",
    points=0.5,
    hidden=True,
)
thousands = graded(
    "tests/hidden/test_q1_learning_rates.py::test_steps_to_accuracy_counts_thousands_of_steps",
    points=0.5,
    hidden=True,
)
