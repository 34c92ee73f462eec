"""Q2 constant_step_sizes: 0.5 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q2_constant_step_sizes"

equal = graded(
    "tests/test_q2_step_sizes.py::test_constant_step_sizes_are_that_many_equal_steps",
    points=0.2,
)
none = graded(
    "tests/hidden/test_q2_step_sizes.py::test_constant_step_sizes_may_be_none_or_zero",
    points=0.15,
    hidden=True,
)
scale = graded(
    "tests/hidden/test_q2_step_sizes.py::test_constant_step_sizes_double_with_the_step",
    points=0.15,
    hidden=True,
)
