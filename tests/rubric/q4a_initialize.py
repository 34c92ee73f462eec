"""Q4a initialize: 3 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q4a_initialize"

names = graded(
    "tests/test_q4_initialization.py::test_initialize_gives_weights_and_zero_biases_for_each_layer",
    points=1,
)
scale = graded(
    "tests/test_q4_initialization.py::test_initialize_gives_each_layer_its_scale",
    points=1,
)
weight_scale = graded(
    "tests/hidden/test_q4_initialization.py::test_initialize_uses_weight_scale_for_random_alone",
    points=0.5,
    hidden=True,
)
layers = graded(
    "tests/hidden/test_q4_initialization.py::test_initialize_draws_every_layer_anew",
    points=0.5,
    hidden=True,
)
