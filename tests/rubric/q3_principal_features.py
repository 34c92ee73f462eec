"""Q3 principal_features: 5 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q3_principal_features"
singular_values = graded(
    "tests/test_q3_features.py::test_singular_values_are_those_of_the_training_features",
    points=1,
)
squared_norm = graded(
    "tests/test_q3_features.py::test_squared_singular_values_add_up_to_the_squared_norm",
    points=0.5,
)
order = graded(
    "tests/test_q3_features.py::test_the_order_of_the_training_points_does_not_matter",
    points=0.5,
)
curves = graded(
    "tests/test_q3_features.py::test_principal_features_combine_features_by_right_singular_vectors",
    points=1,
)
orthogonal = graded(
    "tests/hidden/test_q3_features.py::test_principal_features_are_orthogonal_on_the_training_points",
    points=0.5,
    hidden=True,
)
twice = graded(
    "tests/hidden/test_q3_features.py::test_training_points_given_twice_scale_the_singular_values",
    points=0.5,
    hidden=True,
)
repeated = graded(
    "tests/hidden/test_q3_features.py::test_any_basis_of_a_repeated_singular_value_is_right",
    points=0.5,
    hidden=True,
)
model_unchanged = graded(
    "tests/hidden/test_q3_features.py::test_principal_features_leaves_the_model_as_it_was",
    points=0.5,
    hidden=True,
)
