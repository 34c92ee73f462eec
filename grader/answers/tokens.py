"""The words of a formula: numbers, letters and signs, out of the ways in which people write them.

Greek letters may be spelled or typed, indices written with _, as subscripts or directly behind a
Greek letter, powers as ^, ** or superscripts. What LaTeX adds (a backslash, braces) is dropped.
Time is linear in the length, which is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

MOST_CHARACTERS = 200

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ",
    "eta": "η", "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ",
    "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "chi": "χ", "psi": "ψ",
    "omega": "ω",
}  # fmt: skip
# By the name that people give them, on paper, in LaTeX or in Python, what they do.
FUNCTIONS = {
    "sqrt": "sqrt", "exp": "exp", "ln": "ln", "log": "ln", "log2": "log2", "log10": "log10",
    "abs": "abs", "fabs": "abs", "frac": "/", "pow": "^", "power": "^",
    "min": "min", "minimum": "min", "max": "max", "maximum": "max",
}  # fmt: skip
CONSTANTS = ("e", "pi")

_SPELLED = {letter: name for name, letter in GREEK.items()} | {
    "ϵ": "epsilon", "µ": "mu", "ϱ": "rho", "ϕ": "phi", "ϑ": "theta", "ϰ": "kappa",
}  # fmt: skip
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾⸍ⁿᵗˣ", "0123456789+-()/ntx")
_SAME = str.maketrans(
    {
        "−": "-", "–": "-", "—": "-", "·": "*", "×": "*", "⋅": "*", "∗": "*", "÷": "/", "∕": "/",
        "⁄": "/", "{": "(", "}": ")", "[": "(", "]": ")", "∣": "|", "‖": "|", "ℓ": "l", "′": "'",
        "$": " ", "\u00a0": " ", "\u2009": " ", "\u202f": " ",
        "½": " 0.5 ", "¼": " 0.25 ", "¾": " 0.75 ",
        **dict(zip("₀₁₂₃₄₅₆₇₈₉ₐₑₒₓₕₖₗₘₙₚₛₜᵢⱼ", "0123456789aeoxhklmnpstij", strict=True)),
    }
)  # fmt: skip
# What the prompt says already and many repeat: "η =", "0 < η <".
_LEADING = re.compile(r"^\s*(?:0\s*<\s*)?[^\W\d]\w*\s*(?:=(?!=)|<=?|≤)")
_LATEX = re.compile(r"\\(?:left|right|quad|displaystyle|mathrm|text|operatorname)\b|\\[,;! ]")
_MODULE = re.compile(r"\b(?:np|numpy|math|torch|sympy)\.")
# A number alone may have a comma before its thousands, or where others write a point.
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_DECIMAL_COMMA = re.compile(r"0,\d+|\d+,(?:\d{1,2}|\d{4,})")
_UNIT = re.compile(r"(?<=\d)\s*[a-z]{3,}s$")
_WORD = re.compile(
    r"(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<name>[A-Za-z]+\d*(?:_\w+)?)"
    r"|(?P<greek>[Α-ωϵµϱϕϑϰ](?:_?[A-Za-z0-9]+)?)"
    r"|(?P<sign>\*\*|[-+*/^()|√,])"
    r"|(?P<space>\s+)"
)
Kind = Literal["number", "letter", "function", "sign", "end"]


class Unreadable(ValueError):
    """A text that is no formula; one line that says where it stops being one."""


@dataclass(frozen=True)
class Token:
    """A word of a formula. start, end: where it stands in the cleaned text."""

    kind: Kind
    text: str
    start: int
    end: int


def tokens(text: str, letters: Collection[str] | None = None) -> list[Token]:
    """The words of a formula, closed by an "end".

    letters: what may stand in it; any letters may where that is None.

    Raises:
        Unreadable: for a text that is too long, a character or a name that means nothing here.
    """
    if len(text) > MOST_CHARACTERS:
        raise Unreadable(f"is longer than {MOST_CHARACTERS} characters: write it shorter")
    if re.search(r"\\sqrt\s*\[", text):
        raise Unreadable("has a root that isn't the square root: write it as a power")
    cleaned = _cleaned(text)
    cleaned = cleaned if letters or letters is None else _bare_number(cleaned)
    found = [*_words(cleaned, _Names(letters))]
    if not found:
        raise Unreadable("is empty")
    return [*found, Token("end", "the end", len(cleaned), len(cleaned))]


def _cleaned(text: str) -> str:
    """The text with one sign for each meaning."""
    text = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾⸍ⁿᵗˣ]+", lambda m: f"^({m[0].translate(_SUPERSCRIPTS)})", text)
    text = _MODULE.sub(" ", _LATEX.sub(" ", text.translate(_SAME)))
    text = re.sub(r"\\[dtc]frac", r"\\frac", re.sub(r"\\(?:[lr]?[vV]ert\b|\|)", "|", text))
    text = re.sub(r"\\frac\s*(\d)", r"\\frac(\1)", text)
    text = re.sub(r"\\(cdot|times)\b", "*", text).replace("\\varepsilon", "epsilon")
    text = re.sub(r"\beps\b", "epsilon", re.sub(r"\\(leq?|lt)\b", "<", text))
    text = re.sub(r"\\(var)?([A-Za-z]+)", r" \2", text)
    text = re.sub(r"_\s*\(\s*(\w+)\s*\)|_\s+(\w+)", r"_\1\2", text)
    return _LEADING.sub(" ", text).strip().rstrip(".")


def _bare_number(text: str) -> str:
    """A number without its unit ("12 cats") and its commas, where they have but one meaning."""
    text = _UNIT.sub("", text)
    if _THOUSANDS.fullmatch(text):
        return text.replace(",", "")
    return text.replace(",", ".") if _DECIMAL_COMMA.fullmatch(text) else text


def _words(text: str, names: _Names) -> Iterator[Token]:
    position = 0
    while position < len(text):
        word = _WORD.match(text, position)
        if word is None:
            raise Unreadable(_unexpected(text[position]))
        position = word.end()
        kind = word.lastgroup
        if kind in ("name", "greek"):
            yield from names.of(word[0], word.start(), word.end())
        elif kind == "number":
            yield Token("number", word[0], word.start(), word.end())
        elif word[0] == "√":
            yield Token("function", "sqrt", word.start(), word.end())
        elif kind == "sign":
            sign = "^" if word[0] == "**" else word[0]
            yield Token("sign", sign, word.start(), word.end())


def _unexpected(character: str) -> str:
    if character in "<>≤≥=":
        return f"has a {character}: write what stands on its other side alone"
    return f"has a {character!r}, which means nothing here"


class _Names:
    """What names mean: one of the letters, a function, a constant, or several letters in a row."""

    def __init__(self, letters: Collection[str] | None) -> None:
        self._letters = letters
        self._known = {_plain(letter): letter for letter in letters or ()}

    def of(self, name: str, start: int, end: int) -> Iterator[Token]:
        """The tokens that a name stands for."""
        spelled = _spelled(name)
        letter, base = self._letter(spelled), self._base(spelled)
        if base:
            yield Token("function", f"log_{base}", start, end)
        elif letter is not None:
            yield Token("letter", letter, start, end)
        elif spelled in FUNCTIONS:
            yield Token("function", FUNCTIONS[spelled], start, end)
        elif name[0] in _SPELLED and name[1:2] not in ("", "_"):
            yield from self.of(name[0], start, start + 1)
            yield from self.of(name[1:], start + 1, end)
        elif self._known and all(each in self._known.values() for each in name):
            for place, each in enumerate(name, start):
                yield Token("letter", each, place, place + 1)
        else:
            known = ", ".join([*(self._letters or ()), "sqrt", "exp", "ln"])
            raise Unreadable(f"has {name!r}, which is none of its letters ({known})")

    def _base(self, name: str) -> str | None:
        """What the logarithm of this name is to: rho for log_ρ."""
        base = name.removeprefix("log_")
        return None if base == name else base if base.isdecimal() else self._letter(_spelled(base))

    def _letter(self, name: str) -> str | None:
        known = self._known.get(_plain(name)) or self._known.get(_plain(name.lower()))
        if known is None and name in CONSTANTS:
            return name
        if known is None and self._letters is None and name not in FUNCTIONS:
            return name
        return known


def _spelled(name: str) -> str:
    """A name with its Greek letter spelled out: σ_l and σl as sigma_l."""
    if name[0] not in _SPELLED:
        return name
    index = name[1:].lstrip("_")
    return _SPELLED[name[0]] + (f"_{index}" if index else "")


def _plain(name: str) -> str:
    """A name as it is compared: sigma_ell, sigma_l and sigmal are the same."""
    return name.replace("_ell", "_l").replace("_", "")
