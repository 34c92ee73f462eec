"""q10_affine_backward: 3 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q10_affine_backward"

values = graded("tests/test_affine.py::test_affine_backward_gives_all_three_gradients", points=3)
