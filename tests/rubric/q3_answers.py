"""Q3 short answers: 2 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q3_answers"

elbow = graded(
    "tests/test_q3_answers.py::test_elbow_is_where_the_unit_turns_on",
    points=0.5,
)
weight_feature = graded(
    "tests/test_q3_answers.py::test_weight_feature_follows_from_the_chain_rule",
    points=0.5,
)
bias_feature = graded(
    "tests/test_q3_answers.py::test_bias_feature_follows_from_the_chain_rule",
    points=0.25,
)
weight_feature_at_the_elbow = graded(
    "tests/test_q3_answers.py::test_weight_feature_jumps_at_the_elbow",
    points=0.25,
)
choices = graded(
    "tests/test_q3_answers.py::test_choices_of_q3_are_made",
    points=0,
)
learned_first = graded(
    "tests/hidden/test_q3_answers.py::test_which_singular_values_are_learned_first",
    points=0.25,
    hidden=True,
)
alike_across_starts = graded(
    "tests/hidden/test_q3_answers.py::test_what_is_alike_across_random_starts",
    points=0.25,
    hidden=True,
)
