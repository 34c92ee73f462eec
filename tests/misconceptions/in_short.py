"""Mistakes that take a line each: a table of them becomes entries of the bank."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from grader.diagnosis.bank import misconception


class Mistake(NamedTuple):
    """What is written, what to ask, and the function that does so; costs and slips as in
    `Misconception`."""

    formula: str
    hint: str
    function: Callable[..., Any]
    costs: str | tuple[str, ...] = ()
    slips: int = 1


def registered(
    part: str, function: str, mistakes: Mapping[str, Mistake], module: str, *, brief: bool = False
) -> dict[str, Callable[..., Any]]:
    """The mistakes as entries of the bank, by the names that they have in this module.

    brief: as in `Misconception`.
    """
    entries = {}
    for name, mistake in mistakes.items():
        wrong = mistake.function
        wrong.__name__, wrong.__module__ = f"{function}__{name}", module
        entries[wrong.__name__] = misconception(
            part=part, formula=mistake.formula, hint=mistake.hint, costs=mistake.costs,
            slips=mistake.slips, brief=brief,
        )(wrong)  # fmt: skip
    return entries
