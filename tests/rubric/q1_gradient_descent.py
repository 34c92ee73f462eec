"""Q1 gradient_descent: 2.5 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q1_gradient_descent"

update_rule = graded(
    "tests/test_q1_learning_rates.py::test_gradient_descent_follows_the_update_rule",
    points=0.5,
)
one_step = graded(
    "tests/test_q1_learning_rates.py::test_gradient_descent_arrives_in_one_step_at_half_the_bound",
    points=0.5,
)
many_steps = graded(
    "tests/hidden/test_q1_learning_rates.py::test_gradient_descent_follows_the_geometric_series",
    points=0.5,
    hidden=True,
)
divergence = graded(
    "tests/hidden/test_q1_learning_rates.py::test_gradient_descent_diverges_exactly_where_it_should",
    points=0.5,
    hidden=True,
)
dimensions = graded(
    "tests/hidden/test_q1_learning_rates.py::test_gradient_descent_in_many_dimensions_is_one_for_each",
    points=0.25,
    hidden=True,
)
number_types = graded(
    "tests/hidden/test_q1_learning_rates.py::test_gradient_descent_takes_float32_and_integers",
    points=0.25,
    hidden=True,
)
