"""Q3 linearized_features: 6 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q3_linearized_features"
slopes = graded(
    "tests/test_q3_features.py::test_features_are_slopes_in_each_parameter",
    points=1.5,
)
scaling = graded(
    "tests/test_q3_features.py::test_scaling_a_hidden_unit_is_undone_by_its_output_weights",
    points=1,
)
model_unchanged = graded(
    "tests/test_q3_features.py::test_linearized_features_leaves_the_model_as_it_was",
    points=1,
)
float32 = graded(
    "tests/hidden/test_q3_features.py::test_features_of_a_float32_model_agree_with_the_chain_rule",
    points=0.5,
    hidden=True,
)
deep = graded(
    "tests/hidden/test_q3_features.py::test_features_of_a_deep_network_agree_with_the_chain_rule",
    points=0.5,
    hidden=True,
)
rows = graded(
    "tests/hidden/test_q3_features.py::test_a_row_depends_on_its_point_and_model_alone",
    points=1,
    hidden=True,
)
unit_off = graded(
    "tests/hidden/test_q3_features.py::test_features_of_a_unit_that_is_off_are_zero",
    points=0.5,
    hidden=True,
)
