"""Q4c mean_gradient_norm: 2 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q4c_mean_gradient_norm"

mean = graded(
    "tests/test_q4_training.py::test_mean_gradient_norm_is_the_mean_over_the_arrays",
    points=0.5,
)
single = graded(
    "tests/test_q4_training.py::test_mean_gradient_norm_of_one_array_is_its_norm",
    points=0.25,
)
unchanged = graded(
    "tests/test_q4_training.py::test_mean_gradient_norm_leaves_the_gradients_as_they_were",
    points=0.25,
)
scale = graded(
    "tests/hidden/test_q4_training.py::test_mean_gradient_norm_scales_with_the_gradients",
    points=0.5,
    hidden=True,
)
arrays = graded(
    "tests/hidden/test_q4_training.py::test_mean_gradient_norm_counts_arrays_not_entries",
    points=0.5,
    hidden=True,
)
