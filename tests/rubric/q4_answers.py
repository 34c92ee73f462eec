"""Q4 short answers: 2 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q4_answers"

rmsprop_first_step = graded(
    "tests/test_q4_answers.py::test_rmsprop_first_step_is_longer_than_the_rate",
    points=0.5,
)
adam_first_step = graded(
    "tests/test_q4_answers.py::test_adam_first_step_is_corrected",
    points=0.5,
)
layer_factor = graded(
    "tests/test_q4_answers.py::test_layer_factor_is_that_of_relu_and_weights",
    points=0.5,
)
momentum_effective_rate = graded(
    "tests/test_q4_answers.py::test_momentum_effective_rate_sums_the_series",
    points=0.5,
)
