"""Q2 gradient_descent: 2 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q2_gradient_descent"

steps = graded(
    "tests/test_q2_step_sizes.py::test_gradient_descent_takes_steps_of_the_given_length_towards_b",
    points=0.5,
)
at_b = graded(
    "tests/test_q2_step_sizes.py::test_gradient_descent_stays_at_b",
    points=0.5,
)
turned = graded(
    "tests/hidden/test_q2_step_sizes.py::test_gradient_descent_turns_with_the_problem",
    points=0.5,
    hidden=True,
)
near_b = graded(
    "tests/hidden/test_q2_step_sizes.py::test_gradient_descent_goes_past_b_where_it_just_misses",
    points=0.5,
    hidden=True,
)
