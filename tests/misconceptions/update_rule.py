"""An update rule that is put together of steps, any of which can be exchanged for a wrong one.

A mistake gives another function for one of the handout's equations, or another default. Two
mistakes are put together where they exchange different ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np

from grader.diagnosis.bank import misconception

Config = dict[str, Any]
Rule = Callable[..., Any]
# What one equation makes of all that is known by then: w, dw, what config holds, and the results of
# the equations before it.
Step = Callable[[SimpleNamespace], Any]


class Handout(NamedTuple):
    """A rule as the handout has it: its equations in order, each by the name of its result.

    state: names of the arrays in config that are 0 at first.
    """

    part: str
    function: str
    steps: Mapping[str, Step]
    defaults: Mapping[str, float]
    state: tuple[str, ...] = ()


class Slip(NamedTuple):
    """What is written, what to ask, and what differs from the handout.

    steps, defaults: what stands in the place of the handout's. dtype: what all is computed in.
    costs, slips: as in `Misconception`.
    """

    formula: str
    hint: str
    steps: Mapping[str, Step] = {}
    defaults: Mapping[str, float] = {}
    dtype: type | None = None
    costs: tuple[str, ...] = ()
    slips: int = 1


def registered(handout: Handout, slips: Mapping[str, Slip], module: str) -> dict[str, Rule]:
    """The slips as entries of the bank, by the names that they have in this module."""
    rules = {}
    for name, slip in slips.items():
        wrong = rule(handout, slip)
        wrong.__name__, wrong.__module__ = f"{handout.function}__{name}", module
        rules[wrong.__name__] = misconception(
            part=handout.part, formula=slip.formula, hint=slip.hint, costs=slip.costs,
            slips=slip.slips,
        )(wrong)  # fmt: skip
    return rules


def rule(handout: Handout, slip: Slip) -> Rule:
    """The handout's rule with this slip in it."""
    steps = {**handout.steps, **slip.steps}
    defaults = {**handout.defaults, **slip.defaults}

    def wrong(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Any:
        config = defaults | {key: np.zeros_like(w) for key in handout.state} | (config or {})
        known = {key: config[key] for key in (*defaults, *handout.state)}
        s = SimpleNamespace(w=w, dw=dw, config=config, **known)
        for key in ("w", "dw", *handout.state) if slip.dtype else ():
            setattr(s, key, getattr(s, key).astype(slip.dtype))
        with np.errstate(all="ignore"):
            for name, step in steps.items():
                setattr(s, name, step(s))
        return s.result

    return wrong


def returned(s: SimpleNamespace) -> Any:
    """The new weights, and config with what is kept in it."""
    return s.next_w, s.config | s.kept


ADAM = Handout(
    "q4b_adam",
    "adam",
    {
        "before": lambda s: {"m": s.m, "v": s.v},
        "dw": lambda s: s.dw,
        "t": lambda s: s.t + 1,
        "m": lambda s: s.beta1 * s.m + (1 - s.beta1) * s.dw,
        "v": lambda s: s.beta2 * s.v + (1 - s.beta2) * s.dw**2,
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
        "velocity": lambda s: s.momentum * s.velocity + s.dw,
        "next_w": lambda s: s.w - s.learning_rate * s.velocity,
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
        "cache": lambda s: s.decay_rate * s.cache + (1 - s.decay_rate) * s.dw**2,
        "step": lambda s: s.dw / (np.sqrt(s.cache) + s.epsilon),
        "next_w": lambda s: s.w - s.learning_rate * s.step,
        "kept": lambda s: {"cache": s.cache},
        "result": returned,
    },
    {"learning_rate": 1e-2, "decay_rate": 0.99, "epsilon": 1e-8},
    ("cache",),
)
