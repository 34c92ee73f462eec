"""Q1 convergence_factors: 1.25 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q1_convergence_factors"

one_step = graded(
    "tests/test_q1_learning_rates.py::test_convergence_factors_say_what_one_step_leaves_of_an_error",
    points=0.5,
)
exact = graded(
    "tests/hidden/test_q1_learning_rates.py::test_convergence_factors_are_exact_for_powers_of_two",
    points=0.5,
    hidden=True,
)
scale = graded(
    "tests/hidden/test_q1_learning_rates.py::test_convergence_factors_stay_when_sigma_is_scaled_and_the_rate_makes_up_for_it",
    points=0.25,
    hidden=True,
)
