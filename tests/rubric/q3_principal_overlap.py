"""Q3 principal_overlap: 3 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q3_principal_overlap"
projectors = graded(
    "tests/test_q3_features.py::test_principal_overlap_is_the_trace_of_the_projectors",
    points=1,
)
itself = graded(
    "tests/test_q3_features.py::test_a_network_overlaps_fully_with_itself",
    points=0.5,
)
full_rank = graded(
    "tests/hidden/test_q3_features.py::test_spans_of_full_rank_overlap_fully",
    points=0.5,
    hidden=True,
)
order = graded(
    "tests/hidden/test_q3_features.py::test_the_order_of_units_points_and_models_does_not_matter",
    points=0.5,
    hidden=True,
)
models_unchanged = graded(
    "tests/hidden/test_q3_features.py::test_principal_overlap_leaves_the_models_as_they_were",
    points=0.5,
    hidden=True,
)
