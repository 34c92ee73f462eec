"""An update rule that is put together of equations, any of which can be exchanged for a wrong one.

A slip gives another equation in the place of one of the handout's, or another default. Two slips
are put together where they exchange different ones.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from itertools import combinations
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np

from grader.diagnosis.bank import ALL
from tests.misconceptions import in_short
from tests.misconceptions.in_short import Mistake

Config = dict[str, Any]
Rule = Callable[..., Any]
# What one equation makes of all that is known by then: w, dw, what config holds, and the results of
# the equations before it.
Step = Callable[[SimpleNamespace], Any]

WHICH_DEFAULT = "Which default does the docstring give for a config that has none?"
WHAT_IS_RETURNED = "What does the docstring say that a rule returns, and in which order?"
WHOSE_NUMBER = "Is that number the one that config has?"
WHICH_GRADIENT = "Which gradient does the rule work with: the one that it was given?"
NOT_IN_THE_HANDOUT = "That is a step of another rule. Which equation of the handout has it?"
HOW_LONG = "How long is your step if the learning rate is halved, and how long the handout's?"
# A value for every hyperparameter that a rule may read.
_WHOLE = {
    "learning_rate": 0.5, "momentum": 0.75, "decay_rate": 0.75, "beta1": 0.75, "beta2": 0.5,
    "epsilon": 1e-9,
}  # fmt: skip
_STATE = ("velocity", "cache", "m", "v", "t")


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

    steps, defaults: what stands in the place of the handout's; a step that the handout doesn't have
        comes before all others. dtype: what all is computed in. costs, slips: as in
        `Misconception`.
    """

    formula: str
    hint: str
    steps: Mapping[str, Step] = {}
    defaults: Mapping[str, float] = {}
    dtype: type | None = None
    costs: tuple[str, ...] = ()
    slips: int = 1


def registered(
    handout: Handout, slips: Mapping[str, Slip], module: str, *, brief: bool = False
) -> dict[str, Rule]:
    """The slips as entries of the bank, by the names that they have in this module.

    brief: as in `Misconception`; two at once are always.
    """
    rules: dict[str, Rule] = {}
    for name, slip in slips.items():
        mistake = Mistake(slip.formula, slip.hint, rule(handout, slip), slip.costs, slip.slips)
        rules |= in_short.registered(
            handout.part, handout.function, {name: mistake}, module, brief=brief or slip.slips > 1
        )
    return rules


def pairs(handout: Handout, slips: Mapping[str, Slip], common: Collection[str]) -> dict[str, Slip]:
    """Every two of these slips that exchange different things, and together do what neither the
    handout nor another entry does."""
    done = {_done(rule(handout, slip)) for slip in (Slip("", ""), *slips.values())}
    found = {}
    for one, other in combinations(common, 2):
        pair = both(slips[one], slips[other])
        if len(pair.steps) + len(pair.defaults) < sum(
            len(slips[name].steps) + len(slips[name].defaults) for name in (one, other)
        ):
            continue
        what = _done(rule(handout, pair))
        if what not in done:
            found[f"{one}_and_{other}"] = pair
            done.add(what)
    return found


def _done(wrong: Rule) -> str:
    """What a rule makes of weights and state, with large and with small gradients, from no config
    and from a whole one."""
    made: list[Any] = []
    for size in (1e3, 1e-8):
        for config in ({}, _WHOLE):
            w, state = np.array([1.0, -2.0]), dict(config)
            for dw in size * np.array([[1.0, -3.0], [2.0, 5.0], [-4.0, 1.0]]):
                try:
                    w, state = wrong(w, dw, state)
                    # Honest rounding is gone in single precision.
                    kept = {key: np.float32(state[key]) for key in _STATE if key in state}
                    made.append(
                        (
                            np.float32(w).tolist(),
                            *((key, value.tolist()) for key, value in kept.items()),
                        )
                    )
                except (TypeError, ValueError, AttributeError):  # it returns something else
                    made.append(None)
                    break
    return repr(made)


def both(one: Slip, other: Slip) -> Slip:
    """Two slips at once."""
    return Slip(
        f"{one.formula}; {other.formula}",
        " ".join(dict.fromkeys((one.hint, other.hint))),
        {**one.steps, **other.steps},
        {**one.defaults, **other.defaults},
        costs=(ALL,),
        slips=2,
    )


def rule(handout: Handout, slip: Slip) -> Rule:
    """The handout's rule with this slip in it."""
    added = {name: step for name, step in slip.steps.items() if name not in handout.steps}
    steps = {**added, **handout.steps, **slip.steps}
    defaults = {**handout.defaults, **slip.defaults}

    def wrong(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Any:
        given = dict(config or {})
        config = defaults | {key: np.zeros_like(w) for key in handout.state} | given
        known = {key: config[key] for key in (*defaults, *handout.state)}
        s = SimpleNamespace(w=w, dw=dw, given=given, config=config, **known)
        for key in ("w", "dw", *handout.state) if slip.dtype else ():
            setattr(s, key, getattr(s, key).astype(slip.dtype))
        with np.errstate(all="ignore"):
            for name, step in steps.items():
                setattr(s, name, step(s))
        return s.result

    return wrong


def default(symbol: str, key: str, value: float, costs: tuple[str, ...] = ()) -> Slip:
    """Another default than the docstring's."""
    return Slip(f"{symbol} where config has none", WHICH_DEFAULT, {}, {key: value}, costs=costs)


def returned(s: SimpleNamespace) -> Any:
    """The new weights, and config with what is kept in it."""
    return s.next_w, s.config | s.kept


def not_kept(*names: str) -> dict[str, Step]:
    """Config has nothing of this state but what was in it before."""

    def result(s: SimpleNamespace) -> Any:
        config = {key: s.config[key] for key in s.config if key not in names}
        kept = {key: s.kept[key] for key in s.kept if key not in names}
        before = {key: s.given[key] for key in names if key in s.given}
        return s.next_w, config | kept | before

    return {"result": result}
