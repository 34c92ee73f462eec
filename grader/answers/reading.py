"""A text as a formula: a grammar of sums, products, powers, brackets and a few functions.

Signs bind as on paper: powers first and from the right, then products, then sums; a minus binds
less than a power. A product may leave out its sign, but not behind a division, where 1/2x has two
meanings. Nesting is bounded, so that no text is deep enough to do harm.
"""

from __future__ import annotations

from collections.abc import Collection

from grader.answers.formula import Formula, Letter, Number, Operation
from grader.answers.tokens import Token, Unreadable, tokens

DEEPEST = 40
_SUM, _PRODUCT, _MINUS, _POWER = 1, 2, 3, 4
_COMMA = "has a comma: write 0.5 for a half and 1000 for a thousand"
_IMPLIED = "a product without a sign"
_STRENGTH = {
    "+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, _IMPLIED: _PRODUCT, "^": _POWER,
}  # fmt: skip


def read(text: str, letters: Collection[str] | None = None) -> Formula:
    """The formula that a text stands for.

    letters: the names that may stand in it, spelled ("sigma_l"); None lets any.

    Raises:
        Unreadable: where it is no formula; the text goes on after "your answer".
    """
    reader = _Reader(tokens(text, letters))
    formula = reader.formula(_SUM)
    reader.require_end()
    return formula


class _Reader:
    """Goes through the tokens once, from left to right."""

    def __init__(self, words: list[Token]) -> None:
        self._words = words
        self._place = 0
        self._depth = 0
        self._open_bars = 0
        self._in_arguments = False

    def require_end(self) -> None:
        """Nothing may be left over."""
        if self._next.kind != "end":
            raise Unreadable(f"has a {self._next.text!r} too much")

    @property
    def _next(self) -> Token:
        return self._words[self._place]

    def _take(self) -> Token:
        token = self._next
        self._place += 1
        return token

    def formula(self, weakest: int) -> Formula:
        """What stands here, up to the first sign that binds less than `weakest`."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise Unreadable(f"is nested more than {DEEPEST} deep: write it shorter")
        left = self._operand()
        divided = False
        while True:
            sign = self._sign()
            if sign is None or _STRENGTH[sign] < weakest:
                break
            if sign == _IMPLIED and divided:
                raise Unreadable("can be read in two ways: put what is divided by in brackets")
            if sign == _IMPLIED and isinstance(left, Number) and self._next.kind == "number":
                raise Unreadable("has two numbers side by side: put a sign between them")
            left, divided = self._joined(left, sign), sign == "/"
        self._depth -= 1
        return left

    def _sign(self) -> str | None:
        """The sign between two operands; None where no operand follows."""
        token = self._next
        if token.text == "," and not self._in_arguments:
            raise Unreadable(_COMMA)
        if (
            token.kind == "end"
            or token.text in (")", ",")
            or (token.text == "|" and self._open_bars)
        ):
            return None
        return token.text if token.kind == "sign" and token.text in _STRENGTH else _IMPLIED

    def _joined(self, left: Formula, sign: str) -> Formula:
        if sign == _IMPLIED:
            return Operation("*", (left, self.formula(_MINUS)))
        self._take()
        # A power is read from the right: 2^3^2 is 2^9.
        weakest = _POWER if sign == "^" else _STRENGTH[sign] + 1
        return Operation(sign, (left, self.formula(weakest)))

    def _operand(self) -> Formula:
        token = self._take()
        if token.kind == "number":
            return Number(token.text)
        if token.kind == "letter":
            return Letter(token.text)
        if token.kind == "function":
            return self._function(token.text)
        if token.text == "(":
            return self._bracketed()
        if token.text == "|":
            return self._absolute()
        if token.text in ("-", "+"):
            operand = self.formula(_MINUS)
            return Operation("negative", (operand,)) if token.text == "-" else operand
        raise Unreadable(f"lacks something before {token.text!r}".replace("'the end'", "the end"))

    def _bracketed(self) -> Formula:
        (inside,) = self._inside(in_arguments=False)
        return inside

    def _inside(self, *, in_arguments: bool) -> list[Formula]:
        """What stands up to the closing bracket, between commas where they are let."""
        outside = self._open_bars, self._in_arguments
        self._open_bars, self._in_arguments = 0, in_arguments
        inside = [self.formula(_SUM)]
        while self._next.text == ",":
            self._take()
            inside.append(self.formula(_SUM))
        if self._take().text != ")":
            raise Unreadable("lacks a closing bracket")
        self._open_bars, self._in_arguments = outside
        return inside

    def _absolute(self) -> Formula:
        self._open_bars += 1
        inside = self.formula(_SUM)
        if self._take().text != "|":
            raise Unreadable("lacks the second | of an absolute value")
        self._open_bars -= 1
        return Operation("abs", (inside,))

    def _function(self, name: str) -> Formula:
        if name == "/":
            return Operation("/", (self._braced(), self._braced()))
        name, _, base = name.partition("_")
        first, *others = self._arguments()
        if base:
            others = [Number(base) if base.isdecimal() else Letter(base)]
        if name in ("log", "ln"):  # log(x, b), as Python has it, is to the base b
            logarithms = [Operation("ln", (each,)) for each in (first, *others)]
            return Operation("/", tuple(logarithms)) if others else logarithms[0]
        if len(others) != (name in ("^", "min", "max")):
            raise Unreadable(f"has a {name} of {len(others) + 1}, which means nothing here")
        return Operation(name, (first, *others))

    def _arguments(self) -> list[Formula]:
        if self._next.text != "(":
            return [self.formula(_POWER)]
        self._take()
        return self._inside(in_arguments=True)

    def _braced(self) -> Formula:
        if self._next.kind in ("number", "letter"):
            return self._operand()
        if self._take().text != "(":
            raise Unreadable("has a \\frac without its two pairs of braces")
        return self._bracketed()
