"""What a wrong answer has to do with the right one: a known mistake, or a sign, a factor or a power
that was lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from grader.model import Diagnosis


def same(one: np.ndarray, other: np.ndarray, tolerance: float) -> bool:
    """Whether two formulas have the same values, up to rounding."""
    return bool(np.allclose(one, other, rtol=tolerance, atol=1e-12 * np.max(np.abs(other))))


def idea_of_choice(answer: str, wrong: Sequence[Mapping[str, Any]]) -> Diagnosis | None:
    """What is known of an option that is wrong."""
    return next((_known(each) for each in wrong if each["answer"] == answer), None)


def idea_of_formula(got: np.ndarray, key: Mapping[str, Any], unused: Sequence[str]) -> Diagnosis:
    """The best that can be said of a formula that is wrong.

    got: its values at the key's points. unused: letters of the key that it lacks.
    """
    for each in key["wrong"]:
        if same(got, each["values"], key["tolerance"]):
            return _known(each)
    if not key["letters"]:
        return Diagnosis("Your answer is another number", "Check the last step with your code.")
    for title, hint in _relations(got, key["right"]):
        return Diagnosis(f"Your answer {title}", hint)
    if unused:
        letters = " and ".join(unused)
        title = f"Your answer doesn't depend on {letters}"
        return Diagnosis(title, f"Should it change with {letters}?")
    return Diagnosis(
        "Your answer is another function of its letters",
        "Try it on the smallest case that you can solve by hand.",
    )


def _relations(got: np.ndarray, right: np.ndarray) -> Iterator[tuple[str, str]]:
    """What the values have in common with the right ones, the plainest first."""
    with np.errstate(all="ignore"):
        if same(got, right, 0.01):
            yield "is nearly right", "Don't round: write fractions and roots as they are."
        if same(got, -right, 1e-9):
            yield "has the opposite sign", "Which way does it point? Check the sign of each step."
        if same(np.abs(got), np.abs(right), 1e-9):
            yield "has the right size, but not always the right sign", "What may be negative here?"
        if same(got, 1 / right, 1e-9):
            yield "is upside down", "Should it grow or shrink when its letters grow?"
        if same(got, right**2, 1e-9) or same(got**2, np.abs(right), 1e-9):
            yield "is the right one squared, or its root", "Check the units: what has been squared?"
        ratio = got / right
        if same(ratio, np.full_like(ratio, ratio[0]), 1e-9):
            hint = "Which constant was lost or doubled on the way?"
            yield "differs from the right one by a constant factor", hint
        difference = got - right
        if same(difference, np.full_like(difference, difference[0]), 1e-9):
            yield "is off by a constant that is added", "Count again from the first term."


def _known(wrong: Mapping[str, Any]) -> Diagnosis:
    name = wrong["name"]
    return Diagnosis(f"Your answer matches “{name}”", wrong["hint"], name.replace(" ", "-"))
