"""Q4b adam: 10 points, one of them for the place of ε."""

from grader.judge.rubric import graded

OK_FORMAT = False
name = "q4b_adam"

fresh_start = graded(
    "tests/test_q4_optimizers.py::test_adam_follows_torch_from_a_fresh_start",
    points=1.5,
)
hyperparameters = graded(
    "tests/test_q4_optimizers.py::test_adam_takes_its_hyperparameters_from_config",
    points=1,
)
state = graded(
    "tests/test_q4_optimizers.py::test_adam_stores_both_moments_and_counts_its_steps",
    points=1,
)
given_state = graded(
    "tests/test_q4_optimizers.py::test_adam_continues_from_a_given_state",
    points=1,
)
epsilon = graded(
    "tests/test_q4_optimizers.py::test_adam_adds_epsilon_outside_the_root",
    points=1,
)
float32 = graded(
    "tests/test_q4_optimizers.py::test_adam_takes_float32_and_leaves_the_gradient_as_it_was",
    points=1,
)
interleaved = graded(
    "tests/hidden/test_q4_optimizers.py::test_adam_keeps_interleaved_optimizers_apart",
    points=0.5,
    hidden=True,
)
missing_keys = graded(
    "tests/hidden/test_q4_optimizers.py::test_adam_has_a_default_for_each_missing_key",
    points=1,
    hidden=True,
)
scale = graded(
    "tests/hidden/test_q4_optimizers.py::test_adam_does_not_feel_the_scale_of_gradients",
    points=0.5,
    hidden=True,
)
constant_gradient = graded(
    "tests/hidden/test_q4_optimizers.py::test_adam_steps_are_equal_under_a_constant_gradient",
    points=0.5,
    hidden=True,
)
no_gradient = graded(
    "tests/hidden/test_q4_optimizers.py::test_adam_leaves_weights_without_a_gradient_alone",
    points=0.5,
    hidden=True,
)
learning_rate = graded(
    "tests/hidden/test_q4_optimizers.py::test_adam_applies_the_learning_rate_of_the_moment",
    points=0.5,
    hidden=True,
)
