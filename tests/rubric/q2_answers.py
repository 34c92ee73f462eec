"""Q2 short answers: 2.75 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q2_answers"

gradient_entry = graded(
    "tests/test_q2_answers.py::test_gradient_entry_is_that_of_a_unit_vector",
    points=0.5,
)
constant_distance = graded(
    "tests/test_q2_answers.py::test_constant_steps_end_up_at_a_distance",
    points=0.25,
)
decreasing_steps = graded(
    "tests/test_q2_answers.py::test_decreasing_steps_arrive_after_a_count",
    points=0.5,
)
growth = graded(
    "tests/test_q2_answers.py::test_growth_inverts_the_harmonic_sum",
    points=0.5,
)
geometric_reach = graded(
    "tests/test_q2_answers.py::test_geometric_steps_reach_as_far_as_their_sum",
    points=0.25,
)
choices = graded(
    "tests/test_q2_answers.py::test_choices_of_q2_are_made",
    points=0,
)
undefined_where = graded(
    "tests/hidden/test_q2_answers.py::test_where_the_gradient_is_undefined",
    points=0.25,
    hidden=True,
)
constant_works_where = graded(
    "tests/hidden/test_q2_answers.py::test_where_constant_steps_arrive",
    points=0.25,
    hidden=True,
)
geometric_lacks = graded(
    "tests/hidden/test_q2_answers.py::test_which_property_geometric_steps_lack",
    points=0.25,
    hidden=True,
)
