"""What is right: slow, obvious computations that no solution is used in.

An oracle depends on the case that it is asked about and on nothing else.
"""

from tests.oracles.answer_keys import answer_key, readable_answers
from tests.oracles.features import *  # noqa: F403
from tests.oracles.initial_weights import *  # noqa: F403
from tests.oracles.learning_rates import (
    errors_left,
    every_error_shrinks,
    exact_errors_left,
    exact_iterates,
    geometric_iterates,
    iterates,
    largest_stable_rate,
    minimum,
    rates_between_neighbours,
    rates_of,
    scale_of_factors,
    scale_of_iterates,
    slowest_dimension,
)
from tests.oracles.least_squares import (
    iterates_along_singular_vectors,
    largest_solution,
    least_squares_iterates,
    least_squares_rates,
)
from tests.oracles.networks import *  # noqa: F403
from tests.oracles.normal_draws import *  # noqa: F403
from tests.oracles.optimizers import *  # noqa: F403
from tests.oracles.pictures import *  # noqa: F403
from tests.oracles.simulation import approach, distances, steps_until_below
from tests.oracles.step_sizes import (
    constant_step_limit,
    constant_step_reaches,
    decreasing_steps_needed,
    equal_steps,
    order_of_the_steps,
    reciprocals,
    steps_that_cover,
    steps_until_within,
    unit_vector,
)
from tests.oracles.training import *  # noqa: F403
