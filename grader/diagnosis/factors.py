"""By which number wrong values differ from the right ones, and where that may come from: a number
of the formula that is missing or there twice, or something of the case."""

from __future__ import annotations

import math
from collections.abc import Sequence

from grader.diagnosis.pairs import ROUNDING, Pair, constant_factor
from grader.diagnosis.same_values import arrays
from grader.model import Call

_NUMBERS = {
    1.0: "1", 2.0: "2", 3.0: "3", 4.0: "4", 8.0: "8", 10.0: "10", 100.0: "100",
    math.sqrt(2): "√2", math.sqrt(3): "√3", math.pi: "π", 2 * math.pi: "2π", math.log(2): "ln 2",
    math.log(10): "ln 10",
}  # fmt: skip
_POWERS = ((1, "{}"), (-1, "1/{}"), (2, "{}²"), (-2, "1/{}²"), (0.5, "√{}"), (-0.5, "1/√{}"))
# So many cases with a factor of their own that one of their numbers gives it by no accident.
_ENOUGH_CASES = 3
_CONSTANT = "Which constant of the formula is missing, or in it twice?"


def common_factor(pairs: Sequence[Pair]) -> tuple[str, str] | None:
    """What the wrong values are of the right ones, as in "2 times the right one", and the question
    that this raises; None where there is no such factor."""
    factors = []
    for pair in pairs:
        factor = constant_factor(pair)
        if factor is None or math.isclose(factor, 1, rel_tol=ROUNDING):
            return None
        factors.append(factor)
    if _all_alike(factors):
        name = _name(factors[0]) or (f"{factors[0]:.6g}" if len(factors) >= _ENOUGH_CASES else "")
        return (f"{name} times the right one", _CONSTANT) if name else None
    return _factor_from_the_case(factors, pairs)


def _factor_from_the_case(
    factors: Sequence[float], pairs: Sequence[Pair]
) -> tuple[str, str] | None:
    """A factor that is a power of a number of each case, times a constant."""
    if len({round(factor, 9) for factor in factors}) < _ENOUGH_CASES:
        return None
    cases = [_numbers(pair.call) if pair.call else {} for pair in pairs]
    for source in cases[0]:
        if not all(case.get(source, 0) > 0 for case in cases):
            continue
        for power, words in _POWERS:
            rest = [
                factor / case[source] ** power for factor, case in zip(factors, cases, strict=True)
            ]
            constant = _name(rest[0]) if _all_alike(rest) else None
            if constant is not None:
                times = {"1": "", "−1": "−"}.get(constant, f"{constant} · ")
                hint = f"Does {source} belong into the formula there, and how often?"
                return f"{times}{words.format(source)} times the right one", hint
    return None


def _all_alike(numbers: Sequence[float]) -> bool:
    return all(math.isclose(number, numbers[0], rel_tol=ROUNDING) for number in numbers)


def _name(factor: float) -> str | None:
    sign = "−" if factor < 0 else ""
    for value, name in _NUMBERS.items():
        if math.isclose(abs(factor), value, rel_tol=ROUNDING):
            return sign + name
        if math.isclose(abs(factor), 1 / value, rel_tol=ROUNDING):
            return f"{sign}1/{name}" if len(name) == 1 or name.isdigit() else f"{sign}1/({name})"
    return None


def _numbers(call: Call) -> dict[str, float]:
    """The numbers of a call that a factor may come from: numbers given, and lengths of arrays."""
    numbers: dict[str, float] = {}
    for position, argument in enumerate([*call.args, *call.kwargs.values()], start=1):
        if isinstance(argument, int | float) and not isinstance(argument, bool):
            numbers[f"(argument {position})"] = float(argument)
        elif isinstance(argument, dict):
            numbers |= {
                key: float(item) for key, item in argument.items() if isinstance(item, int | float)
            }
        for array in arrays(argument)[:1]:
            for axis, size in enumerate(array.shape):
                numbers[f"(size of axis {axis} of argument {position})"] = float(size)
    return numbers
