"""By which factor wrong values differ from the right ones: a constant that is missing or there
twice, or something of the case."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from grader.diagnosis.formulas import search
from grader.diagnosis.formulas.constants import nicest
from grader.diagnosis.formulas.quantities import Places, quantities
from grader.diagnosis.pairs import ROUNDING, Pair, close, constant_factor

_CONSTANT = "Which constant of the formula is missing, or in it twice?"
_OF_THE_CASE = "Does that belong into the formula there, and how often?"
# A factor that has no name is the same in so many cases by no accident.
_ENOUGH_CASES = 3
_MOST_DIGITS = 6


def constant_multiple(pairs: Sequence[Pair]) -> tuple[str, str] | None:
    """What the wrong values are of the right ones, as in "2 times the right one", and the question
    that this raises; None where there is no such factor."""
    first = constant_factor(pairs[0]) if pairs else None
    if first is None or math.isclose(first, 1, rel_tol=ROUNDING):
        return None
    if not all(p.expected.any() and close(p.got, first * p.expected) for p in pairs):
        return None
    slack = ROUNDING * abs(first)
    factor = nicest(first - slack, first + slack, _MOST_DIGITS)
    if factor is None or (factor.has_no_name and len(pairs) < _ENOUGH_CASES):
        return None
    return f"{factor.words} times the right one", _CONSTANT


def multiple_by_case(pairs: Sequence[Pair], *, plain: bool = False) -> tuple[str, str] | None:
    """The same, where the factor is a formula of what is given in each case; a plain one is one
    quantity, or 1 divided by it."""
    factors, calls = _factors(pairs), [pair.call for pair in pairs if pair.call]
    if not factors or len(calls) < len(factors):
        return None
    places = Places([np.asarray(factor) for factor in factors])
    not_known = np.full(len(factors), np.nan)
    formula = search.simplest(np.array(factors), quantities(calls, places), not_known)
    if formula is None:
        return None
    quantity = formula.pieces[-1]
    if plain and formula.words not in (quantity, f"1 / {quantity}"):
        return None
    factor = f"({formula.words})" if " " in formula.words else formula.words
    return f"{factor} times the right one", _OF_THE_CASE


def _factors(pairs: Sequence[Pair]) -> list[float]:
    """By what each value is multiplied; none where one isn't, or none is wrong."""
    found = [constant_factor(pair) for pair in pairs]
    # To ten digits: what is rounded in two ways is one factor.
    factors = [float(f"{factor:.10g}") for factor in found if factor is not None]
    wrong = any(not math.isclose(factor, 1, rel_tol=ROUNDING) for factor in factors)
    return factors if wrong and len(factors) == len(pairs) else []
