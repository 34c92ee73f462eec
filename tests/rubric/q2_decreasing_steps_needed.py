"""Q2 decreasing_steps_needed: 2 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q2_decreasing_steps_needed"

count = graded(
    "tests/test_q2_step_sizes.py::test_decreasing_steps_needed_is_the_first_distance_within_the_tolerance",
    points=0.75,
)
overshoot = graded(
    "tests/hidden/test_q2_step_sizes.py::test_decreasing_steps_needed_counts_the_way_back_after_an_overshoot",
    points=0.75,
    hidden=True,
)
boundary = graded(
    "tests/hidden/test_q2_step_sizes.py::test_decreasing_steps_needed_is_exact_at_the_boundary",
    points=0.5,
    hidden=True,
)
