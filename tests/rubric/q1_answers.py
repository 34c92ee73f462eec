"""Q1 short answers: 4.5 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q1_answers"

stability_bound = graded(
    "tests/test_q1_answers.py::test_stability_bound_is_where_the_factor_reaches_minus_one",
    points=0.5,
)
error_factor = graded(
    "tests/test_q1_answers.py::test_error_factor_is_what_a_step_leaves",
    points=0.5,
)
steps_to_accuracy = graded(
    "tests/test_q1_answers.py::test_steps_to_accuracy_solve_for_the_exponent",
    points=0.5,
)
two_coordinate_bound = graded(
    "tests/test_q1_answers.py::test_two_coordinate_bound_is_the_smaller_one",
    points=0.25,
)
best_rate = graded(
    "tests/test_q1_answers.py::test_best_rate_makes_both_factors_equal",
    points=0.5,
)
best_factor = graded(
    "tests/test_q1_answers.py::test_best_factor_depends_on_kappa_alone",
    points=0.5,
)
choices = graded(
    "tests/test_q1_answers.py::test_choices_of_q1_are_made",
    points=0,
)
at_the_bound = graded(
    "tests/hidden/test_q1_answers.py::test_what_happens_at_the_bound",
    points=0.25,
    hidden=True,
)
limiting_coordinate = graded(
    "tests/hidden/test_q1_answers.py::test_which_coordinate_limits_the_rate",
    points=0.25,
    hidden=True,
)
slow_below_the_best_rate = graded(
    "tests/hidden/test_q1_answers.py::test_which_coordinate_is_slow_at_small_rates",
    points=0.25,
    hidden=True,
)
between_change_stability = graded(
    "tests/hidden/test_q1_answers.py::test_whether_coordinates_between_change_stability",
    points=0.25,
    hidden=True,
)
between_change_the_best_rate = graded(
    "tests/hidden/test_q1_answers.py::test_whether_coordinates_between_change_the_best_rate",
    points=0.25,
    hidden=True,
)
plays_sigma = graded(
    "tests/hidden/test_q1_answers.py::test_what_plays_sigma_in_least_squares",
    points=0.25,
    hidden=True,
)
plays_y = graded(
    "tests/hidden/test_q1_answers.py::test_what_plays_y_in_least_squares",
    points=0.25,
    hidden=True,
)
