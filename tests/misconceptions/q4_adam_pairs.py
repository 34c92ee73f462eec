"""Q4(b) adam: two slips at once.

Each of the first table with each of the second: those of which no check sees one without the other.
Where a check does, the one that it sees is named without an entry for both.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from tests.misconceptions.q4_adam_slips import UNCORRECTED
from tests.misconceptions.q4_adam_steps import STEPS_TAKEN
from tests.misconceptions.update_rule import ADAM, Slip, registered

CORRECTED = {
    "no_bias_correction": Slip("no correction", "", UNCORRECTED),
    "no_bias_correction_and_t_not_counted": Slip(
        "no correction, and t stays as it was",
        "",
        {**UNCORRECTED, "t": lambda s: s.t},
    ),
    "correction_of_the_next_step": Slip(
        "correction with t + 1",
        "",
        {
            "m_hat": lambda s: s.m / (1 - s.beta1 ** (s.t + 1)),
            "v_hat": lambda s: s.v / (1 - s.beta2 ** (s.t + 1)),
        },
    ),
    "correction_of_the_first_step": Slip(
        "correction with t = 1",
        "",
        {"m_hat": lambda s: s.m / (1 - s.beta1), "v_hat": lambda s: s.v / (1 - s.beta2)},
    ),
    "only_m_corrected": Slip("v̂ = v", "", {"v_hat": lambda s: s.v}),
    "t_starts_at_one": Slip("t = 1 where config has none", "", {}, {"t": 1}),
    "learning_rate_of_1e_2": Slip(
        "η = 1e-2 where config has none", "", {}, {"learning_rate": 1e-2}
    ),
}
STEPPED = {
    "epsilon_inside": Slip(
        "√(v̂ + ε)", "", {"step": lambda s: s.m_hat / np.sqrt(s.v_hat + s.epsilon)}
    ),
    "epsilon_outside_the_fraction": STEPS_TAKEN["epsilon_outside_the_fraction"],
    "epsilon_of_1e_7_in_the_code": STEPS_TAKEN["epsilon_of_1e_7_in_the_code"],
    "no_root": Slip("m̂/(v̂ + ε)", "", {"step": lambda s: s.m_hat / (s.v_hat + s.epsilon)}),
    "no_epsilon": Slip("m̂/√v̂", "", {"step": lambda s: s.m_hat / np.sqrt(s.v_hat)}),
    "uphill": Slip("w + η …", "", {"next_w": lambda s: s.w + s.learning_rate * s.step}),
    "sums_not_means": Slip(
        "m ← β₁ m + dw, v ← β₂ v + dw²",
        "",
        {"m": lambda s: s.beta1 * s.m + s.dw, "v": lambda s: s.beta2 * s.v + s.dw**2},
    ),
}
PAIRS = {
    f"{one}_and_{other}": Slip(
        f"{first.formula}; {second.formula}",
        "Two things differ from the handout's equations. Begin with the first one.",
        {**first.steps, **second.steps},
        first.defaults,
        slips=2,
    )
    for (one, first), (other, second) in product(CORRECTED.items(), STEPPED.items())
}

globals().update(registered(ADAM, PAIRS, __name__))
