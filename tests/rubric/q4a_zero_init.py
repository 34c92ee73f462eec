"""Q4a zero_init: 0.5 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q4a_zero_init"

zeros = graded(
    "tests/test_q4_initialization.py::test_zero_init_gives_zeros",
    points=0.2,
)
generator = graded(
    "tests/hidden/test_q4_initialization.py::test_zero_init_does_not_depend_on_the_generator",
    points=0.15,
    hidden=True,
)
one_unit = graded(
    "tests/hidden/test_q4_initialization.py::test_zero_init_gives_zeros_where_one_unit_is_alone",
    points=0.15,
    hidden=True,
)
