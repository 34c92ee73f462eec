"""Q1 optimal_learning_rate: 1.5 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q1_optimal_learning_rate"

neighbours = graded(
    "tests/test_q1_learning_rates.py::test_optimal_learning_rate_beats_its_neighbours",
    points=0.5,
)
extremes = graded(
    "tests/hidden/test_q1_learning_rates.py::test_optimal_rate_makes_the_two_extremes_equally_slow",
    points=0.5,
    hidden=True,
)
in_between = graded(
    "tests/hidden/test_q1_learning_rates.py::test_optimal_rate_depends_on_the_extremes_alone",
    points=0.5,
    hidden=True,
)
