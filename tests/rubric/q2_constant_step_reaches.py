"""Q2 constant_step_reaches: 1.5 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q2_constant_step_reaches"

simulation = graded(
    "tests/test_q2_step_sizes.py::test_constant_step_reaches_says_whether_some_iterate_comes_near",
    points=0.5,
)
boundary = graded(
    "tests/hidden/test_q2_step_sizes.py::test_constant_step_reaches_a_distance_of_exactly_the_tolerance",
    points=0.5,
    hidden=True,
)
far_away = graded(
    "tests/hidden/test_q2_step_sizes.py::test_constant_step_reaches_after_many_steps_too",
    points=0.5,
    hidden=True,
)
