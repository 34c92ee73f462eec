"""Q2 steps_until_within: 1.5 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q2_steps_until_within"

first = graded(
    "tests/test_q2_step_sizes.py::test_steps_until_within_finds_the_first_iterate_near_enough",
    points=0.5,
)
boundary = graded(
    "tests/hidden/test_q2_step_sizes.py::test_steps_until_within_counts_a_distance_of_exactly_the_tolerance",
    points=0.5,
    hidden=True,
)
none = graded(
    "tests/hidden/test_q2_step_sizes.py::test_steps_until_within_is_none_unless_the_nearest_iterate_is_near_enough",
    points=0.5,
    hidden=True,
)
