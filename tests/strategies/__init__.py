"""What every graded test draws its cases from, one module per question.

Cases hold plain values alone (numbers, strings, lists, dicts, arrays and what `grader.worker.wire`
adds), since they are drawn once, recorded and replayed for every submission. Power comes from
planted edges, not from many cases.
"""

from hypothesis import strategies as st
from hypothesis.strategies import booleans, integers, just, lists, one_of, sampled_from

from tests.strategies.arrays import (
    EIGHTHS,
    PARAMETER_SHAPES,
    SEEDS,
    eighths,
    float_arrays,
    vectors,
)
from tests.strategies.features import (
    ELBOW_MARGIN,
    FLOAT32,
    FLOAT64,
    FLOATS,
    TALL,
    WIDE,
    WIDE_OR_TALL,
    dead_linearizations,
    deep_linearizations,
    linearizations,
    named_blocks,
    overlaps,
    repeated_singular_values,
)
from tests.strategies.learning_rates import (
    ANY_FRACTIONS,
    EPSILONS,
    POWERS_OF_TWO,
    SCALES,
    SIGMAS,
    SMALL_INTS,
    STABLE_FRACTIONS,
    UNSTABLE_FRACTIONS,
    deficient_matrices,
    exact_accuracy_goals,
    fractional_steps,
    goals,
    least_squares_runs,
    losses,
    matrices,
    rate,
    rates,
    runs,
    slow_cases,
)
from tests.strategies.optimizers import (
    ADAM,
    LARGE,
    LARGE_OR_ZERO,
    LARGE_SQUARES,
    LEARNING_RATES,
    MOMENTUM,
    NONZERO,
    RMSPROP,
    SGD,
    descents,
    sparse_descents,
    three_descents,
)
from tests.strategies.step_sizes import (
    DECREASING_GOALS,
    EXACT_GOALS,
    OVERSHOOTS,
    SEARCHES,
    TURNS,
    WALKS,
    constant_goals,
    constant_walks,
    dyadic_walks,
    near_misses,
)
from tests.strategies.training import gradient_dicts
