"""Q4(b): the update rules as the handout has them, equation by equation."""

from __future__ import annotations

import numpy as np

from tests.misconceptions.q4.update_rule import Handout, returned

ADAM = Handout(
    "q4b_adam",
    "adam",
    {
        "m0": lambda s: s.m,
        "v0": lambda s: s.v,
        "t": lambda s: s.t + 1,
        "dw": lambda s: s.dw,
        "m": lambda s: s.beta1 * s.m0 + (1 - s.beta1) * s.dw,
        "v": lambda s: s.beta2 * s.v0 + (1 - s.beta2) * s.dw**2,
        "m_hat": lambda s: s.m / (1 - s.beta1**s.t),
        "v_hat": lambda s: s.v / (1 - s.beta2**s.t),
        "step": lambda s: s.m_hat / (np.sqrt(s.v_hat) + s.epsilon),
        "next_w": lambda s: s.w - s.learning_rate * s.step,
        "kept": lambda s: {"m": s.m, "v": s.v, "t": s.t},
        "result": returned,
    },
    {"learning_rate": 1e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "t": 0},
    ("m", "v"),
)

SGD_MOMENTUM = Handout(
    "q4b_sgd_momentum",
    "sgd_momentum",
    {
        "before": lambda s: s.velocity,
        "dw": lambda s: s.dw,
        "velocity": lambda s: s.momentum * s.before + s.dw,
        "step": lambda s: s.velocity,
        "next_w": lambda s: s.w - s.learning_rate * s.step,
        "kept": lambda s: {"velocity": s.velocity},
        "result": returned,
    },
    {"learning_rate": 1e-2, "momentum": 0.9},
    ("velocity",),
)

SGD = Handout(
    "q4b_sgd",
    "sgd",
    {
        "dw": lambda s: s.dw,
        "next_w": lambda s: s.w - s.learning_rate * s.dw,
        "kept": lambda s: {},
        "result": returned,
    },
    {"learning_rate": 1e-2},
)

RMSPROP = Handout(
    "q4b_rmsprop",
    "rmsprop",
    {
        "before": lambda s: s.cache,
        "dw": lambda s: s.dw,
        "cache": lambda s: s.decay_rate * s.before + (1 - s.decay_rate) * s.dw**2,
        "step": lambda s: s.dw / (np.sqrt(s.cache) + s.epsilon),
        "next_w": lambda s: s.w - s.learning_rate * s.step,
        "kept": lambda s: {"cache": s.cache},
        "result": returned,
    },
    {"learning_rate": 1e-2, "decay_rate": 0.99, "epsilon": 1e-8},
    ("cache",),
)
