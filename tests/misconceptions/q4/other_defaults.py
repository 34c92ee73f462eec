"""Q4(b): numbers in the place of others: another default than the docstring's, an ε in the code."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tests.misconceptions.q4 import adam_kept, momentum_slips, rmsprop, sgd_slips
from tests.misconceptions.q4.adam_steps import UNDER_THE_ROOT
from tests.misconceptions.q4.handout_rules import ADAM, RMSPROP, SGD, SGD_MOMENTUM
from tests.misconceptions.q4.update_rule import (
    WHOSE_NUMBER,
    Handout,
    Slip,
    Step,
    default,
    registered,
)

_POWERS = [digit * 10.0**power for power in range(-12, 1) for digit in (1, 2, 3, 5)]
_RATES = [value for value in _POWERS if 1e-6 <= value <= 5]
_SMALL = [value for value in _POWERS if value <= 0.1]
_SHARES = [*(n / 10 for n in range(10)), 0.01, 0.05, 0.25, 0.75, 0.85, 0.92, 0.95, 0.97, 0.98, 0.99,
           0.995, 0.998, 0.999, 0.9999]  # fmt: skip
_SYMBOLS = {
    "learning_rate": ("η", _RATES), "momentum": ("μ", _SHARES), "decay_rate": ("ρ", _SHARES),
    "beta1": ("β₁", _SHARES), "beta2": ("β₂", _SHARES), "epsilon": ("ε", _SMALL),
}  # fmt: skip


def _others(handout: Handout, known: dict[str, Slip]) -> Iterator[tuple[str, Slip]]:
    """Those that no entry has yet."""
    taken = {tuple(slip.defaults.items()) for slip in known.values() if not slip.steps}
    for key, (symbol, values) in _SYMBOLS.items():
        for value in values if key in handout.defaults else ():
            number = float(f"{value:g}")
            if number != handout.defaults[key] and ((key, number),) not in taken:
                yield (
                    f"{key}_of_{_words(number)}_by_default",
                    default(f"{symbol} = {number:g}", key, number),
                )


def _words(number: float) -> str:
    """As part of a name."""
    return f"{number:g}".replace(".", "_").replace("-0", "_").replace("-", "_")


def _with_root_of_sum(value: float) -> Step:
    return lambda s: s.m_hat / np.sqrt(s.v_hat + value)


def _always(value: float) -> Step:
    return lambda s: value


def _epsilons() -> Iterator[tuple[str, Slip]]:
    """Another ε than the one in config, at its place and under the root."""
    for value in (1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9):
        name = f"epsilon_of_{_words(value)}_in_the_code"
        under = Slip(
            f"w ← w − η m̂/√(v̂ + {value:g}), whatever config says",
            f"{WHOSE_NUMBER} {UNDER_THE_ROOT}",
            {"step": _with_root_of_sum(value)},
            slips=2,
        )
        yield f"{name}_under_the_root", under
        if name not in adam_kept.SLIPS and value != ADAM.defaults["epsilon"]:
            words = f"ε = {value:g}, whatever config says"
            yield name, Slip(words, WHOSE_NUMBER, {"epsilon": _always(value)})


for _handout, _known in (
    (SGD, sgd_slips.SLIPS),
    (SGD_MOMENTUM, momentum_slips.SLIPS),
    (RMSPROP, rmsprop.SLIPS),
    (ADAM, adam_kept.SLIPS),
):
    globals().update(registered(_handout, dict(_others(_handout, _known)), __name__, brief=True))
globals().update(registered(ADAM, dict(_epsilons()), __name__, brief=True))
