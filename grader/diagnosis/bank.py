"""Wrong implementations that people really write, each with the hint that a good assistant would
give.

An entry is one function with the student's signature and three lines of text. What it answers to
the recorded cases is recorded as well; a submission that answers the same is told the idea. The
same list proves the tests: each entry must lose points in its own part and in no other.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from grader.ending import UsageError
from grader.homework import Homework

Function = TypeVar("Function", bound=Callable[..., Any])
# The price of a mistake that leaves nothing of its part.
ALL = "all"
# In a student's kit: it costs a hidden check, which has no name there.
HIDDEN = "hidden"
_ATTRIBUTE = "misconception"
_DECIMALS = re.compile(r"(?<=\d) (?=\d)")
_EXPONENT = re.compile(r"(?<=\de) (?=\d)")


@dataclass(frozen=True)
class Misconception:
    """A mistake: the part it belongs to, the wrong formula, a hint that names the idea, and code
    that makes it.

    costs: the checks that it costs where nothing else went wrong: names of tests, or ALL that it
        fails; by default the first of those, up to a share of the part.
    slips: of how many mistakes it is put together.
    follows: the parts of which a mistake of the same name brings this one about, where this
        function calls theirs: what is charged there costs nothing here.
    brief: whether of what it answers a fingerprint is enough, as for one of very many: such a
        mistake is named only where it is all that a part answers.
    """

    id: str
    part: str
    function_name: str
    formula: str
    hint: str
    implementation: Callable[..., Any]
    costs: tuple[str, ...] = ()
    slips: int = 1
    follows: tuple[str, ...] = ()
    brief: bool = False

    @property
    def name(self) -> str:
        """What the mistake is called: the words of its id after the function's name."""
        return name_of(self.id, self.function_name)


@dataclass(frozen=True)
class Bank:
    """The entries of a homework in the order of the files, and what is wrong with the others.

    faults: a traceback by file that can't be loaded; all other entries are here.
    """

    entries: tuple[Misconception, ...]
    faults: dict[str, str]

    def of(self, part: str) -> tuple[Misconception, ...]:
        """The entries of one part."""
        return tuple(entry for entry in self.entries if entry.part == part)


class BrokenBank(UsageError):
    """Misconceptions that can't be loaded, each with its traceback: for staff to mend first."""


def name_of(identifier: str, function_name: str) -> str:
    """What a mistake is called, from its id: "0-99" and "1e-4" in it are numbers."""
    words = identifier.removeprefix(f"{function_name}-").replace("-", " ")
    return _EXPONENT.sub("-", _DECIMALS.sub(".", words))


def misconception(
    *,
    part: str,
    formula: str,
    hint: str,
    costs: str | tuple[str, ...] = (),
    slips: int = 1,
    follows: str | tuple[str, ...] = (),
    brief: bool = False,
) -> Callable[[Function], Function]:
    """Register `<student function>__<id>` as a wrong implementation of that function, or class."""
    price = (costs,) if isinstance(costs, str) else costs
    origins = (follows,) if isinstance(follows, str) else follows

    def register(implementation: Function) -> Function:
        function_name, _, suffix = implementation.__name__.partition("__")
        identifier = f"{function_name}-{suffix.replace('_', '-')}"
        entry = Misconception(
            identifier, part, function_name, formula, hint, implementation, price, slips, origins,
            brief,
        )  # fmt: skip
        setattr(implementation, _ATTRIBUTE, entry)
        if isinstance(implementation, type):
            implementation.__name__ = function_name  # objects of both are called alike
        return implementation

    return register


@cache
def bank(homework: Homework) -> Bank:
    """Every entry of a homework. A file that can't be loaded silences no other."""
    entries: list[Misconception] = []
    faults: dict[str, str] = {}
    folder, parts = homework.tests / "misconceptions", {part.name for part in homework.parts}
    for path in sorted(folder.rglob("*.py")):
        file = path.relative_to(folder)
        try:
            module = homework.load(".".join(["tests", folder.name, *file.with_suffix("").parts]))
        except Exception:
            faults[file.as_posix()] = traceback.format_exc()
            continue
        # A module may have two names for one entry.
        found: dict[Misconception, None] = dict.fromkeys(
            getattr(value, _ATTRIBUTE)
            for value in vars(module).values()
            if getattr(value, "__module__", "") == module.__name__ and hasattr(value, _ATTRIBUTE)
        )
        lost = [f"{x.id}: homework.toml has no part {x.part}" for x in found if x.part not in parts]
        if lost:
            faults[file.as_posix()] = "\n".join(lost)
        entries += found
    return Bank(tuple(entries), faults)


def require_whole(homework: Homework) -> None:
    """Stop whoever grades for good before ideas are missing from what students read.

    Raises:
        BrokenBank: where a file of the bank can't be loaded.
    """
    told = [
        f"misconceptions/{file} can't be loaded:\n{trace}"
        for file, trace in bank(homework).faults.items()
    ]
    if told:
        raise BrokenBank("\n".join(told))
