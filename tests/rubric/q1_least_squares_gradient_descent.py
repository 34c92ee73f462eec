"""Q1 least_squares_gradient_descent: 1.5 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q1_least_squares_gradient_descent"

update_rule = graded(
    "tests/test_q1_learning_rates.py::test_least_squares_gradient_descent_follows_the_update_rule",
    points=0.5,
)
singular_vectors = graded(
    "tests/hidden/test_q1_learning_rates.py::test_least_squares_descends_on_its_own_along_each_singular_vector",
    points=0.5,
    hidden=True,
)
points_twice = graded(
    "tests/hidden/test_q1_learning_rates.py::test_least_squares_gradient_descent_doesnt_see_points_twice",
    points=0.5,
    hidden=True,
)
