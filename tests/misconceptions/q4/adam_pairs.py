"""Q4(b) adam: two slips at once, of those that are made most often."""

from __future__ import annotations

from tests.misconceptions.q4 import (
    adam_corrections,
    adam_count,
    adam_kept,
    adam_moments,
    adam_steps,
)
from tests.misconceptions.q4.handout_rules import ADAM
from tests.misconceptions.q4.update_rule import pairs, registered

COMMON = (
    "no_bias_correction", "only_m_corrected", "correction_of_the_next_step",
    "correction_of_the_first_step", "t_not_stored", "t_never_counted", "t_starts_at_one",
    "t_counted_after_the_step", "sums_not_means", "m_is_a_sum", "decay_swapped",
    "betas_swapped", "gradient_not_squared", "no_square", "epsilon_inside",
    "epsilon_outside_the_fraction", "epsilon_before_correction", "no_root", "uphill",
    "state_not_stored", "corrected_moments_stored", "learning_rate_of_sgd", "beta2_of_0_99",
    "epsilon_of_1e_7", "epsilon_of_1e_7_in_the_code", "epsilon_in_the_code", "weights_decay",
)  # fmt: skip
SLIPS = {
    **adam_count.SLIPS, **adam_moments.SLIPS, **adam_corrections.SLIPS,
    **adam_steps.SLIPS, **adam_kept.SLIPS,
}  # fmt: skip

globals().update(registered(ADAM, pairs(ADAM, SLIPS, COMMON), __name__))
