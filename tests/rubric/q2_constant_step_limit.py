"""Q2 constant_step_limit: 1.5 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q2_constant_step_limit"

simulation = graded(
    "tests/test_q2_step_sizes.py::test_constant_step_limit_is_where_the_distances_end_up",
    points=0.5,
)
landing = graded(
    "tests/hidden/test_q2_step_sizes.py::test_constant_step_limit_is_zero_where_a_step_lands_on_b",
    points=0.5,
    hidden=True,
)
far_away = graded(
    "tests/hidden/test_q2_step_sizes.py::test_constant_step_limit_doesnt_depend_on_how_far_away_it_began",
    points=0.5,
    hidden=True,
)
