"""Q2 decreasing_steps_estimate: 1 point."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q2_decreasing_steps_estimate"

order = graded(
    "tests/test_q2_step_sizes.py::test_decreasing_steps_estimate_is_near_the_number_that_covers_the_distance",
    points=0.4,
)
accuracy = graded(
    "tests/hidden/test_q2_step_sizes.py::test_decreasing_steps_estimate_is_accurate_to_a_millionth",
    points=0.3,
    hidden=True,
)
twice_as_long = graded(
    "tests/hidden/test_q2_step_sizes.py::test_decreasing_steps_estimate_doubles_ln_two_farther_away",
    points=0.3,
    hidden=True,
)
