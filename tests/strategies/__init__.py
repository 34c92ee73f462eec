"""What every graded test draws its cases from, one module per question or two.

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
from tests.strategies.distances import (
    DECREASING_GOALS,
    EXACT_GOALS,
    OVERSHOOTS,
    constant_goals,
    constant_walks,
    exact_constant_goals,
    goals_within_a_step,
    long_goals,
    long_walks,
    whole_walks,
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
    POWERS_OF_TWO,
    SCALES,
    SIGMAS,
    SMALL_INTS,
    STABLE_FRACTIONS,
    dyadic_runs,
    exact_accuracy_goals,
    fractional_steps,
    goals,
    goals_of_one_step,
    goals_with_fast_dimensions,
    losses,
    one_large_sigma,
    rates,
    rates_beside_other_bounds,
    runs,
    runs_of_one_step,
    scaled_sigmas,
    slow_cases,
    slow_cases_without_repetitions,
    slow_goals,
)
from tests.strategies.least_squares import (
    deficient_matrices,
    least_squares_runs,
    least_squares_runs_of_integers,
    matrices,
    matrices_at_the_cutoff,
    scaled_deficient_matrices,
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
from tests.strategies.training import gradient_dicts
from tests.strategies.walks import (
    SEARCHES,
    WALKS,
    dyadic_walks,
    exact_searches,
    near_misses,
    points_near_b,
    searches_for_the_nearest,
    turned_walks,
)
