"""Q2 distance_gradient: 1.75 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q2_distance_gradient"

direction = graded(
    "tests/test_q2_step_sizes.py::test_distance_gradient_points_away_from_b_and_has_length_one",
    points=0.5,
)
at_b = graded(
    "tests/test_q2_step_sizes.py::test_distance_gradient_is_zero_at_b",
    points=0.5,
)
turned = graded(
    "tests/hidden/test_q2_step_sizes.py::test_distance_gradient_turns_with_the_points",
    points=0.5,
    hidden=True,
)
near_b = graded(
    "tests/hidden/test_q2_step_sizes.py::test_distance_gradient_has_length_one_however_near_b",
    points=0.25,
    hidden=True,
)
