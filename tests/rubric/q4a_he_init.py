"""Q4a he_init: 3.5 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q4a_he_init"

shape = graded(
    "tests/test_q4_initialization.py::test_he_init_has_the_shape_of_the_layer",
    points=0.5,
)
variance = graded(
    "tests/test_q4_initialization.py::test_he_init_has_variance_two_over_fan_in",
    points=1.25,
)
generator = graded(
    "tests/test_q4_initialization.py::test_he_init_draws_from_the_generator_alone",
    points=0.5,
)
normal = graded(
    "tests/hidden/test_q4_initialization.py::test_he_init_draws_normals",
    points=0.75,
    hidden=True,
)
independent = graded(
    "tests/hidden/test_q4_initialization.py::test_he_init_draws_independent_entries",
    points=0.5,
    hidden=True,
)
