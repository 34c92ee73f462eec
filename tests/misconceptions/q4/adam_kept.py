"""Q4(b) adam: single slips in what config keeps, in what is returned and in the defaults."""

from __future__ import annotations

from tests.misconceptions.q4.any_rule_slips import GRADIENT, RETURNED
from tests.misconceptions.q4.handout_rules import ADAM
from tests.misconceptions.q4.update_rule import (
    WHAT_IS_RETURNED,
    WHOSE_NUMBER,
    Slip,
    default,
    not_kept,
    registered,
)

FRESH = "test_adam_follows_torch_from_a_fresh_start"
MISSING = "test_adam_has_a_default_for_each_missing_key"
WHAT_IS_KEPT = "What does your next call find in config under m, v and t?"
FOR_THIS_STEP = "The correction is for this step alone. What do you keep for the next one?"
WHICH_MOMENT = "Which of the two moments has the gradient's sign, and which its size?"

KEPT = {
    "m_not_stored": Slip("m starts from 0 in every call", WHAT_IS_KEPT, not_kept("m")),
    "v_not_stored": Slip("v starts from 0 in every call", WHAT_IS_KEPT, not_kept("v")),
    "moments_not_stored": Slip(
        "m and v start from 0 in every call, t goes on", WHAT_IS_KEPT, not_kept("m", "v")
    ),
    "state_not_stored": Slip(
        "every call is a first step",
        "What does your next call find in config?",
        not_kept("m", "v", "t"),
    ),
    "state_stays_zero": Slip(
        "m, v and t are computed, and config keeps those from before",
        WHAT_IS_KEPT,
        {"kept": lambda s: {}},
    ),
    "moments_stay_zero": Slip(
        "m and v are computed, and config keeps those from before",
        WHAT_IS_KEPT,
        {"kept": lambda s: {"t": s.t}},
    ),
    "m_stays_zero": Slip(
        "m is computed, and config keeps the one from before",
        WHAT_IS_KEPT,
        {"kept": lambda s: {"v": s.v, "t": s.t}},
    ),
    "v_stays_zero": Slip(
        "v is computed, and config keeps the one from before",
        WHAT_IS_KEPT,
        {"kept": lambda s: {"m": s.m, "t": s.t}},
    ),
    "state_under_other_names": Slip(
        "m and v are kept in config under other names",
        "Which keys does the docstring give for the state? Both sides have to use the same ones.",
        {
            "m0": lambda s: s.config.get("velocity", 0),
            "v0": lambda s: s.config.get("cache", 0),
            "kept": lambda s: {"velocity": s.m, "cache": s.v, "t": s.t},
            **not_kept("m", "v"),
        },
    ),
    "m_and_v_kept_the_wrong_way_round": Slip(
        "config[m] ← v and config[v] ← m",
        WHICH_MOMENT,
        {"kept": lambda s: {"m": s.v, "v": s.m, "t": s.t}},
    ),
    "corrected_moments_stored": Slip(
        "m ← m̂ and v ← v̂ are what the next step starts from",
        FOR_THIS_STEP,
        {"kept": lambda s: {"m": s.m_hat, "v": s.v_hat, "t": s.t}},
    ),
    "corrected_m_stored": Slip(
        "m ← m̂ is what the next step starts from",
        FOR_THIS_STEP,
        {"kept": lambda s: {"m": s.m_hat, "v": s.v, "t": s.t}},
    ),
    "corrected_v_stored": Slip(
        "v ← v̂ is what the next step starts from",
        FOR_THIS_STEP,
        {"kept": lambda s: {"m": s.m, "v": s.v_hat, "t": s.t}},
    ),
    "hyperparameters_not_returned": Slip(
        "returns {m, v, t} alone",
        "The config you return is the one you are given next time: are the hyperparameters in it?",
        {"result": lambda s: (s.next_w, s.kept)},
    ),
    "returns_v_for_config": Slip(
        "(next_w, v)", WHAT_IS_RETURNED, {"result": lambda s: (s.next_w, s.v)}
    ),
    "returns_the_moments": Slip(
        "(next_w, m, v)", WHAT_IS_RETURNED, {"result": lambda s: (s.next_w, s.m, s.v)}
    ),
}
IN_THE_CODE = {
    "hyperparameters_ignored": Slip(
        "η = 1e-3, β₁ = 0.9, β₂ = 0.999, whatever config says",
        "The defaults are for keys that are missing. What if config has them?",
        {
            "learning_rate": lambda s: 1e-3,
            "beta1": lambda s: 0.9,
            "beta2": lambda s: 0.999,
            "epsilon": lambda s: 1e-8,
        },
    ),
    "learning_rate_in_the_code": Slip(
        "η = 1e-3, whatever config says", WHOSE_NUMBER, {"learning_rate": lambda s: 1e-3}
    ),
    "betas_in_the_code": Slip(
        "β₁ = 0.9, β₂ = 0.999, whatever config says",
        WHOSE_NUMBER,
        {"beta1": lambda s: 0.9, "beta2": lambda s: 0.999},
    ),
    "epsilon_in_the_code": Slip(
        "ε = 1e-8, whatever config says", WHOSE_NUMBER, {"epsilon": lambda s: 1e-8}
    ),
    "epsilon_of_1e_7_in_the_code": Slip(
        "ε = 1e-7, whatever config says",
        "Is your ε the one that config has, and the handout's where it has none?",
        {"epsilon": lambda s: 1e-7},
    ),
    "tiny_epsilon_in_the_code": Slip(
        "ε = 1e-10 or less, at its place or under the root, whatever config says",
        "Is your ε the one that config has, and the handout's where it has none?",
        {"epsilon": lambda s: 1e-10},
    ),
    "epsilon_of_1e_6_in_the_code": Slip(
        "ε = 1e-6, whatever config says",
        "Is your ε the one that config has, and the handout's where it has none?",
        {"epsilon": lambda s: 1e-6},
    ),
}
_RATES = {
    "1": 1.0, "0_1": 0.1, "0_05": 0.05, "0_02": 0.02, "2e_3": 2e-3, "5e_4": 5e-4, "3e_4": 3e-4,
    "1e_4": 1e-4, "1e_5": 1e-5,
}  # fmt: skip
DEFAULTS = {
    "learning_rate_of_sgd": default("η = 1e-2", "learning_rate", 1e-2, (FRESH, MISSING)),
    **{
        f"learning_rate_of_{name}": default(f"η = {value:g}", "learning_rate", value,
                                            (FRESH, MISSING))
        for name, value in _RATES.items()
    },
    "beta1_of_0_99": default("β₁ = 0.99", "beta1", 0.99, (FRESH, MISSING)),
    "beta1_of_0_999": default("β₁ = 0.999", "beta1", 0.999, (FRESH, MISSING)),
    "beta1_of_0_95": default("β₁ = 0.95", "beta1", 0.95, (FRESH, MISSING)),
    "beta1_of_0_5": default("β₁ = 0.5", "beta1", 0.5, (FRESH, MISSING)),
    "beta2_of_0_99": default("β₂ = 0.99", "beta2", 0.99, (FRESH, MISSING)),
    "beta2_of_0_9": default("β₂ = 0.9", "beta2", 0.9, (FRESH, MISSING)),
    "beta2_of_0_95": default("β₂ = 0.95", "beta2", 0.95, (FRESH, MISSING)),
    "beta2_of_0_9999": default("β₂ = 0.9999", "beta2", 0.9999, (FRESH, MISSING)),
    "defaults_of_the_betas_exchanged": Slip(
        "β₁ = 0.999 and β₂ = 0.9 where config has none",
        "Which of the two averages should have the longer memory?",
        {},
        {"beta1": 0.999, "beta2": 0.9},
        costs=(FRESH, MISSING),
    ),
    "epsilon_of_1e_7": default("ε = 1e-7", "epsilon", 1e-7),
    "epsilon_of_1e_5": default("ε = 1e-5", "epsilon", 1e-5),
    "epsilon_of_1e_6": default("ε = 1e-6", "epsilon", 1e-6),
    "epsilon_of_1e_10": default("ε = 1e-10", "epsilon", 1e-10),
    "epsilon_of_1e_4": default("ε = 1e-4", "epsilon", 1e-4),
}  # fmt: skip
SLIPS = KEPT | IN_THE_CODE | DEFAULTS | GRADIENT | RETURNED

globals().update(registered(ADAM, SLIPS, __name__))
