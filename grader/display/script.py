"""Lines of code that make the calls of a case, one after the other, and the names in them."""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Sequence
from keyword import iskeyword
from typing import Any

from grader.display.lines import WIDTH
from grader.display.looking import Look
from grader.display.snippet import as_code, generator_code
from grader.model import Call
from grader.worker import wire
from grader.worker.wire import Handle, Kind, Seed

# What a function hands on for a later one, in the words of forward and backward passes.
_CACHES = frozenset({"tuple", "list", "dict"})
# Stands for all calls that go through an object to its end.
GONE_THROUGH = "__list__"
# How methods are called that are seldom called by name: of the object, then of the arguments.
_WRITTEN = {
    "__len__": "len({})",
    "__getitem__": "{}[{}]",
    "__contains__": "{1} in {0}",
    "__iter__": "iter({})",
    "__next__": "next({})",
    GONE_THROUGH: "list({})",
}


def handles_in(value: Any) -> set[int]:
    """The numbers of all handles in a value."""
    return {handle.handle_id for _, handle in _handles(value, "")}


def handles_to(call: Call) -> set[int]:
    """The numbers of the handles that a call was given, its own object's among them."""
    return handles_in([call.on, *call.args, call.kwargs])


def _handles(value: Any, path: str) -> Iterator[tuple[str, Handle]]:
    """The handles in a value, each with what to write after the value's name to get there."""
    if isinstance(value, Handle):
        if value.handle_id:
            yield path, value
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _handles(item, f"{path}[{index}]")
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _handles(item, f"{path}[{key!r}]")


class Script:
    """The lines, and the names that they have given to generators, kinds and what is handed on.

    handed_on: in a chain, the names of what each call returns and the next one is given.
    look: what to look at after the last call, in place of its value.
    names: what has to be imported of the student's file. imports: lines that kinds need.
    """

    def __init__(self, handed_on: tuple[str, ...] = (), look: Look | None = None) -> None:
        self._handed_on = handed_on
        self._look = look
        self._made: dict[bytes, str] = {}
        self._forms: dict[object, str] = {}
        self._kept: dict[int, str] = {}
        self._taken: set[str] = set()
        self._lines: list[str] = []
        self.names: dict[str, None] = {}
        self.imports: dict[str, None] = {}

    def lines(self, runs: Sequence[Sequence[Call]]) -> list[str]:
        """The lines that make these calls; those in one run are equal."""
        for call in (run[-1] for run in runs if run[-1].on is None and run[-1].name):
            self.names[call.name] = None
        self._last = runs[-1][-1].name
        self._taken |= {*self.names, *self._handed_on}
        for position, run in enumerate(runs):
            later = {number for after in runs[position + 1 :] for number in handles_to(after[-1])}
            self._add(run, first=position == 0, last=position == len(runs) - 1, later=later)
        return self._lines

    def _add(self, run: Sequence[Call], *, first: bool, last: bool, later: set[int]) -> None:
        call = run[-1]
        if call.read:
            self._keep_what_is_read(call, last)
            return
        if call.on is None and not call.name:
            self._make_what_is_lent(call)
            return
        arguments = [self._argument(item) for item in call.args]
        if call.name == "__setattr__":
            self._lines.append(f"{self._argument(call.on)}.{call.args[0]} = {arguments[1]}")
            return
        if self._handed_on and not first:
            for name in self._handed_on:
                arguments[call.parameters.index(name)] = name
        if last:
            self._name_what_is_looked_at(call, arguments)
        arguments += [f"{key}={self._argument(item)}" for key, item in call.kwargs.items()]
        asked = self._asked(call, arguments)
        if len(run) > 1:
            asked = f"[{asked} for _ in range({len(run)})]"
        # The last call stands alone, so that a prompt shows what it returns.
        target = ""
        if not last:
            target = ", ".join(self._handed_on) or self._target(call.value, later)
        if target:
            self._lines.append(f"{target} = {asked}")
        elif self._look is not None and call.name == self._last:
            self._lines += self._look.around(asked, last=last)
        else:
            self._lines.append(asked)

    def _name_what_is_looked_at(self, call: Call, arguments: list[str]) -> None:
        """Have the arguments that are looked at after the call in variables."""
        for position, name in enumerate(call.parameters[: len(arguments)]):
            if self._look is None or name not in self._look.names:
                continue
            if not arguments[position].isidentifier():
                variable = self._name(name)
                self._lines.append(f"{variable} = {arguments[position]}")
                arguments[position] = variable
            self._look = self._look.renamed(name, arguments[position], call.args[position])

    def _asked(self, call: Call, arguments: Sequence[str]) -> str:
        if call.name in _WRITTEN and call.on is not None:
            return _WRITTEN[call.name].format(self._argument(call.on), *arguments)
        return f"{self._callee(call)}({', '.join(arguments)})"

    def _callee(self, call: Call) -> str:
        if call.on is None:
            return call.name
        return f"{self._argument(call.on)}.{call.name}" if call.name else self._argument(call.on)

    def _keep_what_is_read(self, call: Call, last: bool) -> None:
        """An attribute needs no line of its own before it is used."""
        read = self._callee(call)
        self._kept |= {
            handle.handle_id: f"{read}{path}" for path, handle in _handles(call.value, "")
        }
        if last:
            self._lines.append(read)

    def _make_what_is_lent(self, call: Call) -> None:
        ((name, lent),) = call.kwargs.items()
        made = self._argument(lent)
        if not made.isidentifier():
            variable = self._name(name)
            self._lines.append(f"{variable} = {made}")
            made = variable
        if isinstance(call.value, Handle):
            self._kept[call.value.handle_id] = made

    def _target(self, value: Any, later: set[int]) -> str:
        """What stands left of the call: names for what later calls take from it."""
        found = [
            (path, handle) for path, handle in _handles(value, "") if handle.handle_id in later
        ]
        if not found:
            return ""
        if not isinstance(value, list) or any(path.count("[") > 1 for path, _ in found):
            whole = self._name(_word_for(value))
            self._kept |= {handle.handle_id: f"{whole}{path}" for path, handle in found}
            return whole
        return ", ".join(self._part(item, later) for item in value)

    def _part(self, item: Any, later: set[int]) -> str:
        if not isinstance(item, Handle) or item.handle_id not in later:
            return self._name("out")
        name = self._kept[item.handle_id] = self._name(_word_for(item))
        return name

    def _argument(self, value: Any) -> str:
        match value:
            case Handle(_, handle_id):
                return self._kept.get(handle_id, as_code(value))
            case Seed() | Kind():
                return self._prepared(value)
            case list() if _holds_objects(value):
                return f"[{', '.join(map(self._argument, value))}]"
            case dict() if _holds_objects(value):
                entries = (f"{key!r}: {self._argument(item)}" for key, item in value.items())
                return f"{{{', '.join(entries)}}}"
        return as_code(value)

    def _prepared(self, value: Seed | Kind) -> str:
        """The name of a generator or a kind, for which lines are added where it is new."""
        key = wire.encode(value)
        if key not in self._made:
            name = self._made[key] = self._name(
                value.variable if isinstance(value, Kind) else "rng"
            )
            if isinstance(value, Kind):
                self._lines += value.code(name, self._forms.get(value.form(), ""))
                self._forms.setdefault(value.form(), name)
                self.imports |= dict.fromkeys(value.imports)
            else:
                self._lines.append(f"{name} = {generator_code(value.kind, value.seed)}")
        return self._made[key]

    def _name(self, base: str) -> str:
        """The base itself, or with the first number that makes it new."""
        name, count = base, 1
        while name in self._taken:
            count += 1
            name = f"{base}_{count}"
        self._taken.add(name)
        return name


def _holds_objects(value: Any) -> bool:
    if isinstance(value, list | dict):
        items = value.values() if isinstance(value, dict) else value
        return any(map(_holds_objects, items))
    return isinstance(value, Handle | Seed | Kind)


def _word_for(value: Any) -> str:
    """What code may call a value: an object by its type, "dropout" for a Dropout."""
    if not isinstance(value, Handle):
        return "result"
    if value.type_name in _CACHES:
        return "cache"
    word = value.type_name.lower()
    is_free = word.isidentifier() and not iskeyword(word) and not hasattr(builtins, word)
    return word if is_free else "result"


def imports(lines: Sequence[str], script: Script, module: str) -> list[str]:
    """The imports that a script's lines need, names of the student's file among them."""
    code = "\n".join(lines)
    needed = [
        ("copy.", "import copy"), ("np.", "import numpy as np"),
        ("random.getstate", "import random"), ("torch.", "import torch"),
    ]  # fmt: skip
    libraries = "; ".join([*(line for use, line in needed if use in code), *script.imports])
    ours = f"from student.{module} import {', '.join(script.names)}"
    one_line = f"{libraries}; {ours}" if libraries else ours
    return [one_line] if len(one_line) <= WIDTH else [libraries, ours]
