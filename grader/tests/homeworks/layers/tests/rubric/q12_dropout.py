"""q12_dropout: 4.5 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q12_dropout"

off = graded(
    "tests/test_dropout.py::test_dropout_passes_on_what_it_is_given_when_it_is_switched_off",
    points=0.5,
)
scale = graded("tests/test_dropout.py::test_dropout_scales_what_it_keeps", points=2)
share = graded(
    "tests/hidden/test_dropout.py::test_dropout_drops_as_many_as_it_is_asked_to",
    points=2,
    hidden=True,
)
