"""Q3 mean_feature_overlap: 3 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q3_mean_feature_overlap"
squared_cosine = graded(
    "tests/test_q3_features.py::test_mean_feature_overlap_is_the_mean_squared_cosine",
    points=1,
)
itself = graded(
    "tests/test_q3_features.py::test_every_feature_that_is_not_zero_matches_itself",
    points=0.5,
)
zero_columns = graded(
    "tests/hidden/test_q3_features.py::test_a_feature_that_is_zero_in_either_network_counts_as_zero",
    points=0.5,
    hidden=True,
)
scaling = graded(
    "tests/hidden/test_q3_features.py::test_the_size_and_sign_of_features_do_not_matter",
    points=0.5,
    hidden=True,
)
models_unchanged = graded(
    "tests/hidden/test_q3_features.py::test_mean_feature_overlap_leaves_the_models_as_they_were",
    points=0.5,
    hidden=True,
)
