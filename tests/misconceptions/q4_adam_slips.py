"""Q4(b) adam: more single slips, and two at once.

All of them are one Adam whose choices differ, so that any two slips can be put together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations
from typing import Any

import numpy as np

from grader.diagnosis.bank import ALL, misconception

Config = dict[str, Any]
Update = tuple[np.ndarray, Config]
Rule = Callable[..., Update]

EPSILON = "test_adam_adds_epsilon_outside_the_root"
FRESH = "test_adam_follows_torch_from_a_fresh_start"
MISSING = "test_adam_has_a_default_for_each_missing_key"


def _ratio(m: np.ndarray, v: np.ndarray, epsilon: float) -> np.ndarray:
    return m / (np.sqrt(v) + epsilon)


def _adam(
    *,
    learning_rate: float = 1e-3,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
    new_m: float = 1.0,
    power: Callable[[np.ndarray], np.ndarray] = np.square,
    corrected: bool = True,
    counted: bool = True,
    first: int = 0,
    kept: tuple[str, ...] = ("m", "v", "t"),
    direction: Callable[[np.ndarray, np.ndarray, float], np.ndarray] = _ratio,
    dtype: type | None = None,
) -> Rule:
    """Adam with these defaults and choices; the handout's where nothing is given.

    new_m: what (1 − β₁) is multiplied with, 0 for a factor of 1. counted: whether t goes up. first:
    what is added to t in the correction. kept: what of the state is put into config.
    """

    def rule(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
        config = dict(config or {})
        rate = config.setdefault("learning_rate", learning_rate)
        b1, b2 = config.setdefault("beta1", beta1), config.setdefault("beta2", beta2)
        eps = config.setdefault("epsilon", epsilon)
        if dtype is not None:
            w, dw = w.astype(dtype), dw.astype(dtype)
        state = {key: config.get(key, np.zeros_like(w)) for key in ("m", "v")}
        before = config.get("t", 0)
        m = b1 * state["m"] + ((1 - b1) if new_m else 1.0) * dw
        v = b2 * state["v"] + (1 - b2) * power(dw)
        t = before + counted
        m_hat, v_hat = m, v
        with np.errstate(all="ignore"):
            if corrected:
                m_hat, v_hat = m / (1 - b1 ** (t + first)), v / (1 - b2 ** (t + first))
            next_w = w - rate * direction(m_hat, v_hat, eps)
        new = {"m": m, "v": v, "t": t}
        return next_w, config | state | {"t": before} | {key: new[key] for key in kept}

    return rule


def _named(rule: Rule, name: str) -> Rule:
    rule.__name__ = f"adam__{name}"
    return rule


def _register(
    name: str, formula: str, hint: str, choices: Mapping[str, Any], costs: tuple[str, ...] = ()
) -> None:
    register = misconception(part="q4b_adam", formula=formula, hint=hint, costs=costs)
    globals()[f"adam__{name}"] = register(_named(_adam(**choices), name))


# name: formula, hint, choices, price (by default a share of the part)
_MORE: dict[str, tuple[str, str, dict[str, Any], tuple[str, ...]]] = {
    "no_bias_correction_and_t_not_counted": (
        "w ← w − η m/(√v + ε), and t stays as it was",
        "m and v start at 0 and are too small in the first steps. Which number of the config says "
        "how much too small?",
        {"corrected": False, "counted": False},
        (),
    ),
    "t_never_counted": (
        "m̂ = m/(1 − β₁⁰) in every step",
        "You divide by 1 − β⁰. Which line of yours makes t go up?",
        {"counted": False},
        (),
    ),
    "t_is_one_in_every_step": (
        "m̂ = m/(1 − β₁), whatever t is, and t is not put into config",
        "That correction is right for the first step. Where does the next one find its number?",
        {"counted": False, "first": 1},
        (),
    ),
    "state_stays_zero": (
        "m, v and t are computed, and config keeps those from before",
        "What does your next call find in config under m, v and t?",
        {"kept": ()},
        (),
    ),
    "epsilon_outside_the_fraction": (
        "w ← w − η (m̂/√v̂ + ε)",
        "What does ε keep from being 0: the step, or what it is divided by? Look at the brackets.",
        {"direction": lambda m, v, epsilon: m / np.sqrt(v) + epsilon},
        (EPSILON,),
    ),
    "epsilon_in_the_code": (
        "ε = 1e-8, whatever config says",
        "Is your ε the one that config has?",
        {"direction": lambda m, v, epsilon: m / (np.sqrt(v) + 1e-8)},
        (),
    ),
    "epsilon_of_1e_7_in_the_code": (
        "ε = 1e-7, whatever config says",
        "Is your ε the one that config has, and the handout's where it has none?",
        {"direction": lambda m, v, epsilon: m / (np.sqrt(v) + 1e-7)},
        (),
    ),
    "epsilon_of_1e_7": (
        "ε = 1e-7 where config has none",
        "Which ε does the docstring give for a config that has none?",
        {"epsilon": 1e-7},
        (),
    ),
    "learning_rate_of_0_1": (
        "η = 0.1 where config has none",
        "Which learning rate does the docstring give for a config that has none?",
        {"learning_rate": 0.1},
        (FRESH, MISSING),
    ),
    "learning_rate_of_1e_4": (
        "η = 1e-4 where config has none",
        "Which learning rate does the docstring give for a config that has none?",
        {"learning_rate": 1e-4},
        (FRESH, MISSING),
    ),
    "beta2_of_0_99": (
        "β₂ = 0.99 where config has none",
        "Which β₂ does the docstring give for a config that has none?",
        {"beta2": 0.99},
        (FRESH, MISSING),
    ),
    "beta1_of_0_99": (
        "β₁ = 0.99 where config has none",
        "Which β₁ does the docstring give for a config that has none?",
        {"beta1": 0.99},
        (FRESH, MISSING),
    ),
    "gradient_not_squared": (
        "v ← β₂ v + (1 − β₂) dw",
        "v gathers a size. Which power of the gradient has no sign?",
        {"power": np.positive},
        (),
    ),
    "gradient_not_squared_and_made_positive": (
        "v ← β₂ v + (1 − β₂) dw, then √|v̂|",
        "v gathers a size. Which power of the gradient has no sign?",
        {"power": np.positive, "direction": lambda m, v, epsilon: _ratio(m, np.abs(v), epsilon)},
        (),
    ),
    "m_and_v_exchanged": (
        "w ← w − η v̂/(√m̂ + ε)",
        "Which of the two moments has the gradient's sign, and which its size?",
        {"direction": lambda m, v, epsilon: v / (np.sqrt(m) + epsilon)},
        (),
    ),
    "m_and_v_exchanged_and_made_positive": (
        "w ← w − η v̂/(√|m̂| + ε)",
        "Which of the two moments has the gradient's sign, and which its size?",
        {"direction": lambda m, v, epsilon: v / (np.sqrt(np.abs(m)) + epsilon)},
        (),
    ),
    "m_is_a_sum": (
        "m ← β₁ m + dw",
        "m is a mean of the gradients. How much of it is the newest one?",
        {"new_m": 0.0},
        (),
    ),
    "single_precision": (
        "w, m and v are turned into float32",
        "Which dtype do the weights have that your function is given?",
        {"dtype": np.float32},
        (),
    ),
}  # fmt: skip

# What goes wrong together with something else; two of one line exclude each other.
_TOGETHER: tuple[dict[str, tuple[str, dict[str, Any]]], ...] = (
    {
        "no_bias_correction": ("no correction", {"corrected": False}),
        "no_bias_correction_and_t_not_counted": (
            "no correction, and t stays as it was", {"corrected": False, "counted": False},
        ),
        "correction_of_the_next_step": ("correction with t + 1", {"first": 1}),
    },
    {
        "epsilon_inside": (
            "√(v̂ + ε)", {"direction": lambda m, v, epsilon: m / np.sqrt(v + epsilon)},
        ),
        "epsilon_outside_the_fraction": (
            "m̂/√v̂ + ε", {"direction": lambda m, v, epsilon: m / np.sqrt(v) + epsilon},
        ),
        "no_root": ("m̂/(v̂ + ε)", {"direction": lambda m, v, epsilon: m / (v + epsilon)}),
        "uphill": ("w + η …", {"direction": lambda m, v, epsilon: -_ratio(m, v, epsilon)}),
    },
    {
        "learning_rate_of_1e_2": ("η = 1e-2 by default", {"learning_rate": 1e-2}),
        "beta2_of_0_99": ("β₂ = 0.99 by default", {"beta2": 0.99}),
    },
    {"m_is_a_sum": ("m ← β₁ m + dw", {"new_m": 0.0})},
    {"state_stays_zero": ("config keeps its old state", {"kept": ()})},
    {"single_precision": ("float32", {"dtype": np.float32})},
)  # fmt: skip

for _name, (_formula, _hint, _choices, _costs) in _MORE.items():
    _register(_name, _formula, _hint, _choices, _costs)
for _one, _other in combinations(_TOGETHER, 2):
    for _name, (_formula, _choices) in _one.items():
        for _also, (_second, _more) in _other.items():
            _register(
                f"{_name}_and_{_also}",
                f"{_formula}; {_second}",
                "Two things differ from the handout's equations. Begin with the first one.",
                _choices | _more,
                (ALL,),
            )
