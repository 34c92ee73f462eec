"""A loop over what stays in the worker as one call: whoever pastes it sees all that is in there."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from grader.display.script import GONE_THROUGH, handles_in, handles_to
from grader.model import Call

_MOST_CALLS = 400  # with each loop, all of them are looked through


def with_loops(calls: Sequence[Call]) -> Sequence[Call]:
    """The calls, with one in the place of those that went through an object to its end, unless
    others asked something of its items."""
    ended = [call for call in calls if _is_the_end(call)]
    for end in ended if len(calls) <= _MOST_CALLS else ():
        steps = [call for call in calls if handles_to(call) == handles_to(end)]
        begun = [call for call in calls if handles_in(call.value) & handles_to(end)]
        items = handles_in([call.value for call in steps])
        asked = [call for call in calls if handles_to(call) & items]
        if [call.name for call in begun] == ["__iter__"] and _only_gone_through(asked):
            left_out = {*map(id, (*begun, *steps, *asked, *_length_before(begun[0], calls)))}
            whole = replace(begun[0], name=GONE_THROUGH, value=None)
            calls = [
                whole if call is end else call
                for call in calls
                if call is end or id(call) not in left_out
            ]
    return calls


def _is_the_end(call: Call) -> bool:
    return call.name == "__next__" and call.raised is not None and call.raised[0] == "StopIteration"


def _only_gone_through(calls: Sequence[Call]) -> bool:
    return {call.name for call in calls} <= {GONE_THROUGH, "__len__"}


def _length_before(begun: Call, calls: Sequence[Call]) -> list[Call]:
    """A list asks how much room to make once it has begun."""
    following = next((b for a, b in itertools.pairwise(calls) if a is begun), begun)
    return [following] if following.name == "__len__" else []
