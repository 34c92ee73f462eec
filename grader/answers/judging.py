"""Whether a short answer is right: what a graded test asks of a table of answers.

Where a formula is wrong, the report shows how it was read and what it is worth at one point beside
what is right there. The right number and the right option are never shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from grader.answers.formula import Formula, Letter, Operation, plain, value
from grader.answers.ideas import idea_of_choice, idea_of_formula, same
from grader.answers.options import meant
from grader.answers.reading import read
from grader.answers.tokens import Unreadable
from grader.calls.failures import StudentRaised
from grader.trials.comparing import require, told_apart
from grader.trials.mismatch import Mismatch


def require_answer(table: Mapping[str, Any], name: str, key: Mapping[str, Any]) -> None:
    """Fail unless the answer of this name is right.

    table: the file of answers. key: what an oracle recorded for it.

    Raises:
        StudentRaised: where nothing is written there yet.
        Mismatch: where it is wrong or can't be read, with the idea behind it.
    """
    text = _text(table, name)
    if "options" in key:
        _require_choice(text, name, key)
    else:
        _require_formula(text, name, key)


def require_readable(table: Mapping[str, Any], keys: Mapping[str, Mapping[str, Any]]) -> None:
    """Fail unless each of these answers is something that can be right or wrong.

    keys: what is `readable`, by the answer's name. Raises as `require_answer` does; one that is
    empty is told last.
    """
    empty: StudentRaised | None = None
    for name, key in keys.items():
        try:
            text = _text(table, name)
        except StudentRaised as missing:
            empty = empty or missing
            continue
        (_option if "options" in key else _formula)(text, name, key)
    if empty is not None:
        raise empty


def _text(table: Mapping[str, Any], name: str) -> str:
    """The answer as text; a number in the file is as good as its digits."""
    written = table.get(name)
    if written is None or (type(written) is str and not written.strip()):
        raise StudentRaised("NotImplementedError", f"{name} is empty", "", not_started=True)
    if type(written) is int and abs(written) < 10**100:
        return str(written)
    if type(written) is float:
        return repr(written)
    require(type(written) is str, f'{name} is no text: write it in quotes, {name} = "…"')
    return str(written)


def _require_choice(text: str, name: str, key: Mapping[str, Any]) -> None:
    option = _option(text, name, key)
    if option != key["right"]:
        raise Mismatch(
            f"{name}: “{option}” is not right", idea=idea_of_choice(option, key["wrong"])
        )


def _option(text: str, name: str, key: Mapping[str, Any]) -> str:
    found = meant(text, key["options"])
    if found is None:
        known = ", ".join(f"“{option}”" for option in key["options"])
        raise Mismatch(f"{name}: “{_short(text)}” is none of its options: {known}")
    return found


def _require_formula(text: str, name: str, key: Mapping[str, Any]) -> None:
    formula = _formula(text, name, key)
    got = np.broadcast_to(value(formula, key["letters"]), key["right"].shape)
    if not np.isfinite(got).all():
        where = int(np.argmin(np.isfinite(got)))
        raise Mismatch(f"{_as_read(text, name, formula)}, has no value{_at(where, key)}")
    if same(got, key["right"], key["tolerance"]):
        return
    unused = [plain(Letter(letter)) for letter in key["letters"] if letter not in _names(formula)]
    idea = idea_of_formula(got, key, unused)
    if not key["letters"]:
        raise Mismatch(f"{_as_read(text, name, formula)}, is not right", idea=idea)
    worst = int(np.argmax(np.abs(got - key["right"]) / (np.abs(got) + np.abs(key["right"]))))
    one, other = told_apart(float(got[worst]), float(key["right"][worst]))
    comparison = f"is {one}{_at(worst, key)}; right is {other}"
    raise Mismatch(f"{_as_read(text, name, formula)}, {comparison}", idea=idea)


def _formula(text: str, name: str, key: Mapping[str, Any]) -> Formula:
    try:
        return read(text, key["letters"])
    except Unreadable as problem:
        raise Mismatch(f"{name}: “{_short(text)}” {problem}") from None


def _as_read(text: str, name: str, formula: Formula) -> str:
    return f"{name}: “{_short(text)}”, read as {plain(formula)}"


def _at(place: int, key: Mapping[str, Any]) -> str:
    letters = key["letters"].items()
    values = [f"{plain(Letter(letter))} = {points[place]:.4g}" for letter, points in letters]
    return f" at {', '.join(values)}" if values else ""


def _names(formula: Formula) -> set[str]:
    if isinstance(formula, Operation):
        return set().union(*(_names(operand) for operand in formula.operands))
    return {formula.name} if isinstance(formula, Letter) else set()


def _short(text: str) -> str:
    """A text as it may stand in a line of a report."""
    line = "".join(character if character.isprintable() else " " for character in text)
    return line if len(line) <= 60 else f"{line[:57]}…"
