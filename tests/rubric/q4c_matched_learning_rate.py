"""Q4c MATCHED_SGD_LEARNING_RATE: 2 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q4c_matched_learning_rate"

training = graded(
    "tests/test_q4_training.py::test_sgd_at_the_matched_rate_trains_like_momentum",
    points=1,
)
step_length = graded(
    "tests/hidden/test_q4_training.py::test_matched_rate_makes_steps_as_long_as_those_of_momentum",
    points=1,
    hidden=True,
)
