"""Q3 feature_block: 2 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q3_feature_block"
columns = graded(
    "tests/test_q3_features.py::test_feature_block_is_the_columns_of_one_parameter",
    points=0.75,
)
every_parameter = graded(
    "tests/hidden/test_q3_features.py::test_every_parameter_has_its_block",
    points=0.75,
    hidden=True,
)
model_unchanged = graded(
    "tests/hidden/test_q3_features.py::test_feature_block_leaves_the_model_as_it_was",
    points=0.5,
    hidden=True,
)
