"""A formula that was read: what it is worth for given letters, and how it looks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from grader.answers.tokens import GREEK

Values = Mapping[str, np.ndarray]

_OPERATIONS: dict[str, Callable[..., np.ndarray]] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "^": np.power,
    "negative": np.negative, "abs": np.abs, "sqrt": np.sqrt, "exp": np.exp, "ln": np.log,
    "log2": np.log2, "log10": np.log10, "min": np.minimum, "max": np.maximum,
}  # fmt: skip
_CONSTANTS = {"e": float(np.e), "pi": float(np.pi)}
_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2, "negative": 2, "^": 3}


@dataclass(frozen=True)
class Number:
    """A number as it was written, and its value as a float, so that no power of it is large."""

    text: str


@dataclass(frozen=True)
class Letter:
    """A letter or a constant, by its spelled name: "sigma_l"."""

    name: str


@dataclass(frozen=True)
class Operation:
    """A sign or a function with its one or two operands."""

    sign: str
    operands: tuple[Formula, ...]


Formula = Number | Letter | Operation


def value(formula: Formula, letters: Values) -> np.ndarray:
    """What a formula is worth for these letters, shape (n,) or (); not finite where it has no
    value."""
    with np.errstate(all="ignore"):
        return _value(formula, letters)


def _value(formula: Formula, letters: Values) -> np.ndarray:
    if isinstance(formula, Number):
        return np.asarray(float(formula.text))
    if isinstance(formula, Letter):
        name = formula.name
        return letters[name] if name in letters else np.asarray(_CONSTANTS[name])
    return _OPERATIONS[formula.sign](*(_value(each, letters) for each in formula.operands))


def plain(formula: Formula) -> str:
    """A formula in one line, with every bracket that it needs: 1/(2·σ_l²)."""
    return _written(formula, _PLAIN)


def latex(formula: Formula) -> str:
    """A formula in LaTeX, with fractions and roots as one draws them."""
    return _written(formula, _LATEX)


@dataclass(frozen=True)
class _Style:
    """How a formula is written: letters by `letter`, signs by a pattern each, functions by `other`.

    apart: by sign, the places of the operands that need no brackets, since they are drawn apart.
    """

    letter: Callable[[str], str]
    brackets: str
    signs: Mapping[str, str]
    other: str
    apart: Mapping[str, tuple[int, ...]]


def _parts(name: str) -> tuple[str, str]:
    """A letter and its index: beta1 and beta_1 have index 1."""
    letter = name.partition("_")[0].rstrip("0123456789")
    return letter, name[len(letter) :].removeprefix("_")


def _plain_letter(name: str) -> str:
    letter, index = _parts(name)
    return GREEK.get(letter, letter) + (f"_{index}" if index else "")


def _latex_letter(name: str) -> str:
    letter, index = _parts(name)
    spelled = {"epsilon": r"\varepsilon"}.get(letter, f"\\{letter}")
    return (spelled if letter in GREEK else letter) + (f"_{{{index}}}" if index else "")


_PLAIN = _Style(
    letter=_plain_letter,
    brackets="({})",
    signs={
        "+": "{} + {}", "-": "{} − {}", "*": "{}·{}", "/": "{}/{}", "^": "{}^{}",
        "negative": "−{}", "abs": "|{}|", "sqrt": "√({})",
    },
    other="{}({})",
    apart={"abs": (0,), "sqrt": (0,)},
)  # fmt: skip
_LATEX = _Style(
    letter=_latex_letter,
    brackets=r"\left({}\right)",
    signs={
        "+": "{} + {}", "-": "{} - {}", "*": r"{} \, {}", "/": r"\frac{{{}}}{{{}}}",
        "^": "{}^{{{}}}", "negative": "-{}", "abs": r"\left|{}\right|", "sqrt": r"\sqrt{{{}}}",
    },
    other=r"\{}\left({}\right)",
    apart={"abs": (0,), "sqrt": (0,), "/": (0, 1), "^": (1,)},
)  # fmt: skip


def _written(formula: Formula, style: _Style) -> str:
    if isinstance(formula, Number):
        return formula.text
    if isinstance(formula, Letter):
        return style.letter(formula.name)
    sign = formula.sign
    if sign not in style.signs:
        arguments = ", ".join(_written(operand, style) for operand in formula.operands)
        return style.other.format(sign, arguments)
    apart = style.apart.get(sign, ())
    operands = [
        _written(operand, style)
        if place in apart or not _needs_brackets(sign, place, operand)
        else style.brackets.format(_written(operand, style))
        for place, operand in enumerate(formula.operands)
    ]
    return style.signs[sign].format(*operands)


def _needs_brackets(sign: str, place: int, operand: Formula) -> bool:
    """Whether an operand would be read otherwise without brackets."""
    if not isinstance(operand, Operation) or operand.sign not in _STRENGTH:
        return False
    inner, outer = _STRENGTH[operand.sign], _STRENGTH[sign]
    if inner == outer:
        # Chains are read from the left, and only sums and products don't care.
        any_order = sign in ("+", "*") and operand.sign not in ("/", "negative")
        return sign == "^" or (place == 1 and not any_order)
    return inner < outer or (operand.sign == "negative" and place == 1)
