"""A failing case as lines of code: what to paste into a Python prompt to see it happen."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from grader.display.lines import broken, to_paste
from grader.display.looking import usable
from grader.display.loops import with_loops
from grader.display.script import Script, handles_in, handles_to, imports
from grader.display.snippet import as_code
from grader.model import Call
from grader.worker import wire
from grader.worker.wire import Kind, Seed

MAX_CHAIN = 4
# Of calls that share a generator, equal ones in a row counted as one.
MAX_RUNS = 6


def case_as_code(calls: Sequence[Call], module: str, look: str = "") -> str:
    """The calls of a case as code to paste, no more of them than are needed to see the last fail.

    Calls that hand their result on are shown as a chain; of a long chain only the last call, with
    the state that went into it. module: the student's file that the functions are in. look: what
    to look at after the last call, as in `Mismatch`.
    """
    calls = with_loops(calls)
    if not calls:
        return ""
    if _is_constant(calls[-1]):
        return f"{calls[-1].name} = {as_code(calls[-1].value)}"
    shown = shown_calls(calls)
    names = names_handed_on(shown[0], shown[1]) if is_chain(shown) else ()
    script = Script(handed_on=names, look=usable(look, shown[-1]))
    lines = script.lines([[call] for call in shown] if is_chain(shown) else list(runs(shown)))
    skipped = len(_chain(calls)) - len(shown)
    if len(shown) == 1 and skipped:
        *_, before, last = calls
        words = " and the ".join(names_handed_on(before, last))
        lines.insert(0, f"# after {skipped} calls, with the {words} that they led to")
    return "\n".join(to_paste([*imports(lines, script, module), *broken(lines)]))


def shown_calls(calls: Sequence[Call]) -> list[Call]:
    """The calls that stand in a report: the last one, and what has to come before it."""
    chain = _chain(calls)
    if len(chain) > MAX_CHAIN:
        return chain[-1:]
    return chain if len(chain) > 1 else _needed(calls)


def is_chain(shown: Sequence[Call]) -> bool:
    """Whether each call takes what the one before it returned."""
    return len(_chain(shown)) == len(shown) > 1


def is_alone(calls: Sequence[Call]) -> bool:
    """Whether the report shows one call, and nothing had to come before it."""
    return (
        bool(calls)
        and not _is_constant(calls[-1])
        and len(_chain(calls)) == 1
        and (len(_needed(calls)) == 1)
    )


def ending_with(calls: tuple[Call, ...], got: Any) -> tuple[Call, ...]:
    """The calls up to the one that returned `got`, the object itself; all where none did."""
    if isinstance(got, np.ndarray | list | dict | Kind):
        for position, call in enumerate(calls):
            if _holds(call.value, got):
                return calls[: position + 1]
    return calls


def _holds(value: Any, wanted: Any) -> bool:
    if value is wanted:
        return True
    if isinstance(value, dict):
        value = list(value.values())
    return isinstance(value, list) and any(_holds(item, wanted) for item in value)


def _is_constant(call: Call) -> bool:
    return call.read and call.on is None


def names_handed_on(call: Call, following: Call) -> tuple[str, ...]:
    """What the function calls the arguments that it was given as it had returned them; () unless
    all that a call returned, an array first, went into the next one in order."""
    returned = call.value
    if call.failed or call.name != following.name or type(returned) is not list:
        return ()
    if len(returned) < 2 or type(returned[0]) is not np.ndarray:
        return ()
    given = iter(zip(following.parameters, following.args, strict=False))
    taken = [
        next((name for name, argument in given if wire.encode(argument) == wire.encode(item)), "")
        for item in returned
    ]
    return tuple(taken) if all(taken) else ()


def _chain(calls: Sequence[Call]) -> list[Call]:
    chain = [calls[-1]]
    if handles_to(calls[-1]):
        return chain
    for call in reversed(calls[:-1]):
        if not names_handed_on(call, chain[0]):
            break
        chain.insert(0, call)
    return chain


def _needed(calls: Sequence[Call]) -> list[Call]:
    """The last call, and those before it that drew from its generator or from one like it, or that
    had to do with what it takes from the worker.
    """
    seeds, handles = _seeds(calls[-1]), handles_to(calls[-1])
    needed = [calls[-1]]
    for call in reversed(calls[:-1]):
        # What takes such an object, or is called on it, may have left something in it.
        if handles & {*handles_to(call), *handles_in(call.value)}:
            handles |= handles_to(call)
        elif not seeds & _seeds(call):
            continue
        needed.insert(0, call)
    first = max(0, len(list(runs(needed))) - MAX_RUNS)
    kept = list(runs(needed)) if handles else list(runs(needed))[first:]
    return [call for run in kept for call in run]


def runs(calls: Sequence[Call]) -> Iterator[list[Call]]:
    """The calls, with those that are asked again and again in a row taken together."""
    for _, run in itertools.groupby(calls, key=_asked):
        yield list(run)


def _asked(call: Call) -> bytes:
    # A call that a later one takes something from is none of several.
    made = sorted(handles_in(call.value))
    return wire.encode([call.name, call.on, call.read, made, list(call.args), call.kwargs])


def _seeds(call: Call) -> set[tuple[str, int]]:
    arguments = (*call.args, *call.kwargs.values())
    return {(item.kind, item.seed) for item in arguments if isinstance(item, Seed)}
