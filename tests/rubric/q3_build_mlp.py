"""Q3 build_mlp: 4 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q3_build_mlp"
layers = graded(
    "tests/test_q3_features.py::test_build_mlp_stacks_linear_and_relu_layers",
    points=0.5,
)
weight_variance = graded(
    "tests/test_q3_features.py::test_weights_have_variance_two_over_fan_in",
    points=0.5,
)
bias_variance = graded(
    "tests/test_q3_features.py::test_biases_have_variance_two_over_the_sum_of_the_fans",
    points=0.5,
)
generator = graded(
    "tests/test_q3_features.py::test_a_generator_decides_every_value",
    points=0.5,
)
normal = graded(
    "tests/hidden/test_q3_features.py::test_initial_values_are_normally_distributed",
    points=0.5,
    hidden=True,
)
independent = graded(
    "tests/hidden/test_q3_features.py::test_no_two_layers_share_their_draws",
    points=0.5,
    hidden=True,
)
output_bias = graded(
    "tests/hidden/test_q3_features.py::test_the_output_bias_varies_from_network_to_network",
    points=0.5,
    hidden=True,
)
no_generator = graded(
    "tests/hidden/test_q3_features.py::test_without_a_generator_every_network_is_another",
    points=0.5,
    hidden=True,
)
