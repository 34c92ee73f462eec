"""q13_answers: 0.5 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q13_answers"

kept = graded(
    "tests/test_answers.py::test_a_kept_entry_makes_up_for_those_that_are_dropped", points=0.5
)
