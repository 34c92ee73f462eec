"""Q5 process: 5 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q5_process"

sources = graded(
    "tests/test_q5_process.py::test_sources_are_listed",
    points=2,
)
collaborators = graded(
    "tests/test_q5_process.py::test_collaborators_are_named_or_there_were_none",
    points=2,
)
hours = graded(
    "tests/test_q5_process.py::test_hours_are_a_number_above_zero",
    points=1,
)
