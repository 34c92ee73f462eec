"""Q2 decreasing_step_sizes: 0.5 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q2_decreasing_step_sizes"

harmonic = graded(
    "tests/test_q2_step_sizes.py::test_decreasing_step_sizes_are_one_over_one_two_three",
    points=0.2,
)
none_and_many = graded(
    "tests/hidden/test_q2_step_sizes.py::test_decreasing_step_sizes_may_be_none_or_many",
    points=0.15,
    hidden=True,
)
alike = graded(
    "tests/hidden/test_q2_step_sizes.py::test_decreasing_step_sizes_begin_alike_however_many",
    points=0.15,
    hidden=True,
)
