"""q2_affine_forward: 2 points."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q2_affine_forward"

values = graded("tests/test_affine.py::test_affine_forward_is_a_product_and_a_sum", points=2)
