"""Q4b sgd_momentum: 5 points.

A velocity of the other sign, v ← μv − η dw and w ← w + v, walks the same path: it earns the 3.5
points for the path, not the 1.5 for what is stored and for what a given velocity does.
"""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q4b_sgd_momentum"

fresh_start = graded(
    "tests/test_q4_optimizers.py::test_momentum_follows_torch_from_a_fresh_start",
    points=1,
)
hyperparameters = graded(
    "tests/test_q4_optimizers.py::test_momentum_takes_its_hyperparameters_from_config",
    points=0.5,
)
float32 = graded(
    "tests/test_q4_optimizers.py::test_momentum_takes_float32_and_leaves_the_gradient_as_it_was",
    points=0.5,
)
interleaved = graded(
    "tests/hidden/test_q4_optimizers.py::test_momentum_keeps_interleaved_optimizers_apart",
    points=0.5,
    hidden=True,
)
zero = graded(
    "tests/hidden/test_q4_optimizers.py::test_momentum_zero_is_plain_sgd",
    points=0.5,
    hidden=True,
)
geometric_sum = graded(
    "tests/hidden/test_q4_optimizers.py::test_momentum_steps_grow_as_a_geometric_sum",
    points=0.5,
    hidden=True,
)
velocity = graded(
    "tests/test_q4_optimizers.py::test_momentum_stores_the_velocity",
    points=0.5,
)
given_velocity = graded(
    "tests/hidden/test_q4_optimizers.py::test_momentum_continues_from_a_given_velocity",
    points=0.5,
    hidden=True,
)
learning_rate = graded(
    "tests/hidden/test_q4_optimizers.py::test_momentum_applies_the_learning_rate_of_the_moment",
    points=0.5,
    hidden=True,
)
