"""Q4c BEST_MODEL: 3 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q4c_best_model"

hyperparameters = graded(
    "tests/test_q4_training.py::test_best_model_names_every_hyperparameter",
    points=0.5,
)
bar = graded(
    "tests/test_q4_training.py::test_best_model_trains_above_the_bar",
    points=2.5,
)
