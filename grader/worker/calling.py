"""One call of a student's function: from what the judge sent to what it gets back.

The same for a function that stands in a student's place: what is said of an answer must not depend
on where it was computed.
"""

from __future__ import annotations

import inspect
from typing import Any

from grader.worker import effects, messages
from grader.worker.values import Workbench

_THEIRS = ("student.", "tests.")  # a misconception's class stands in the place of theirs


def call(workbench: Workbench, function: Any, request: messages.Call) -> messages.Value:
    """Call the function with a request's arguments, and look for side effects where it says so.

    Whatever the function raises goes through. A request to lend something needs no function.
    """
    workbench.left_out = ()
    if request.on is None and not request.name:
        (lent,) = request.kwargs.values()
        return messages.Value(workbench.keep(workbench.materialize(lent)))
    arguments = [workbench.materialize(item) for item in request.args]
    keywords = {key: workbench.materialize(item) for key, item in request.kwargs.items()}
    if request.observe:
        return _observed(workbench, function, arguments, keywords, keep=request.keep)
    value = _reduced(workbench, function, function(*arguments, **keywords), request.keep)
    return messages.Value(value, left_out=workbench.left_out)


def _observed(
    workbench: Workbench,
    function: Any,
    arguments: list[Any],
    keywords: dict[str, Any],
    *,
    keep: bool,
) -> messages.Value:
    names = _parameter_names(function, len(arguments))
    named = dict(zip(names, arguments, strict=True)) | keywords
    random_before = effects.fresh_random_state()
    before = _states(named)
    theirs = {
        place: array
        for name, item in named.items()
        for place, array in effects.arrays_of(item, name).items()
    }
    value = function(*arguments, **keywords)
    after, random_after = _states(named), effects.random_state()
    result = effects.arrays_of(value, "result")
    return messages.Value(
        _reduced(workbench, function, value, keep),
        changed=tuple(effects.changed(before, after)),
        random_state=tuple(effects.changed(random_before, random_after)),
        shared=tuple(effects.shared(result, theirs)),
        read_only=tuple(effects.read_only(result)),
        left_out=workbench.left_out,
    )


def _reduced(workbench: Workbench, function: Any, value: Any, keep: bool) -> Any:
    # Who asks a class of theirs for an object will ask that for more, also where it is a dict.
    if type(value) is function and function.__module__.startswith(_THEIRS):
        return workbench.reduce_object(value)
    return workbench.reduce_outside(value) if keep else workbench.reduce(value)


def _states(named: dict[str, Any]) -> dict[str, Any]:
    return {
        part: state
        for name, item in named.items()
        for part, state in effects.state_of(item, name).items()
    }


def _parameter_names(function: Any, count: int) -> list[str]:
    try:
        parameters = inspect.signature(function).parameters.values()
        names = [item.name for item in parameters if item.kind is not item.VAR_POSITIONAL][:count]
    except (TypeError, ValueError):
        names = []
    return names + [f"argument {index + 1}" for index in range(len(names), count)]
