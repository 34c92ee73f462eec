"""Q4a random_init: 2 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q4a_random_init"

scale = graded(
    "tests/test_q4_initialization.py::test_random_init_has_the_standard_deviation_weight_scale",
    points=0.5,
)
generator = graded(
    "tests/test_q4_initialization.py::test_random_init_draws_from_the_generator_alone",
    points=0.5,
)
default_scale = graded(
    "tests/hidden/test_q4_initialization.py::test_random_init_has_a_default_scale",
    points=0.5,
    hidden=True,
)
normal = graded(
    "tests/hidden/test_q4_initialization.py::test_random_init_draws_independent_normals",
    points=0.5,
    hidden=True,
)
