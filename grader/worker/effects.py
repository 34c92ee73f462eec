"""What a call did beside returning a value: to its arguments, to global random state, and which
arrays of the result share their memory.

Runs in the worker on objects that are all ours before the call, so that no function of the
student's is asked whether something has changed. A change that is undone isn't one.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from functools import cache
from itertools import combinations, product
from typing import Any

import numpy as np

from grader.worker import kinds

MAX_NAMES = 16  # of each sort: more would tell nobody more
_MAX_ARRAYS = 64
_MAX_DEPTH = 8
_NOBODYS_SEED = 918_273_645
# Addresses that NumPy tries, at most, to find one that two strided arrays both have.
_OVERLAP_WORK = 10_000
_PLAIN = (type(None), bool, int, float, str)


def state_of(value: Any, name: str) -> dict[str, Any]:
    """What can be seen of an argument, part by part: {"dw": …} or {"model.training": …, …}.

    Two of them are equal where nothing was changed in between.
    """
    return dict(_state(value, name, 0))


def changed(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """The parts that differ, in order."""
    names = dict.fromkeys([*before, *after])
    return [name for name in names if before.get(name, ...) != after.get(name, ...)][:MAX_NAMES]


def _state(value: Any, name: str, depth: int) -> Iterator[tuple[str, Any]]:
    kind = type(value)
    if depth > _MAX_DEPTH:
        return
    if kind is list or kind is tuple:
        yield name, len(value)
        for index, item in enumerate(value):
            yield from _state(item, f"{name}[{index}]", depth + 1)
    elif kind is dict:
        for key, item in value.items():
            yield from _state(item, f"{name}[{_key(key)}]", depth + 1)
    elif _is_tensor(value):
        yield name, _digest(value.detach())
        yield f"{name}.requires_grad", value.requires_grad
        yield f"{name}.grad", _digest(value.grad)
    else:
        parts = None if kind in _PLAIN or kind is np.ndarray else _parts(value)
        if parts is None:
            yield name, _digest(value)
        else:
            yield from ((f"{name}.{part}", _digest(item)) for part, item in parts.items())


def _parts(value: Any) -> dict[str, Any] | None:
    """The parts of an object of one of the homework's kinds; None for another."""
    for kind in kinds.registered():
        parts = kind.state(value)
        if parts is not None:
            return parts
    return None


def _digest(value: Any) -> Any:
    """Something to compare that no later change reaches."""
    if isinstance(value, list | tuple):
        return [_digest(item) for item in value]
    if isinstance(value, dict):
        return {_key(key): _digest(item) for key, item in value.items()}
    if _is_tensor(value):
        value = value.detach().numpy()
    if type(value) is np.ndarray:
        return value.shape, value.dtype.str, value.tobytes()
    # In a list, a NaN is equal to itself. Of what isn't ours the type is enough.
    return [value] if type(value) in _PLAIN else type(value)


def _is_tensor(value: Any) -> bool:
    torch = sys.modules.get("torch")
    return torch is not None and issubclass(type(value), torch.Tensor)


def _key(key: Any) -> str:
    return repr(key) if type(key) in _PLAIN else type(key).__name__


def fresh_random_state() -> dict[str, Any]:
    """Seed the global generators with a number that nobody else uses, and return their states: what
    reseeds them in every call would otherwise find them as it leaves them.
    """
    random.seed(_NOBODYS_SEED)
    np.random.seed(_NOBODYS_SEED)
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.default_generator.manual_seed(_NOBODYS_SEED)
    return _seeded_state(with_torch=torch is not None)


@cache
def _seeded_state(*, with_torch: bool) -> dict[str, Any]:
    # Always the same, and not cheap to read.
    return random_state()


def random_state() -> dict[str, Any]:
    """The global random states, by whose they are: equal where nobody drew or reseeded."""
    name, keys, *rest = np.random.get_state(legacy=True)
    state = {"NumPy": (name, np.asarray(keys).tobytes(), rest), "Python": random.getstate()}
    torch = sys.modules.get("torch")
    if torch is not None:
        state["torch"] = torch.get_rng_state().numpy().tobytes()
    return state


def shared(
    result: dict[str, np.ndarray], arguments: dict[str, np.ndarray]
) -> list[tuple[str, str]]:
    """Which arrays of a result share memory with an argument or with each other, as pairs of
    paths.
    """
    pairs = [
        *product(result.items(), arguments.items()),
        *combinations(result.items(), 2),
    ]
    found = [(one, other) for (one, a), (other, b) in pairs if _overlap(a, b)]
    return found[:MAX_NAMES]


def read_only(result: dict[str, np.ndarray]) -> list[str]:
    """The arrays of a result that can't be written to."""
    return [path for path, array in result.items() if not array.flags.writeable][:MAX_NAMES]


def arrays_of(value: Any, path: str) -> dict[str, np.ndarray]:
    """The arrays and tensors in a value, by their paths: {"result[1]['sum']": …}."""
    found: dict[str, np.ndarray] = {}
    for place, array in _arrays(value, path, 0):
        if len(found) < _MAX_ARRAYS:
            found[place] = array
    return found


def _arrays(value: Any, path: str, depth: int) -> Iterator[tuple[str, np.ndarray]]:
    kind = type(value)
    if issubclass(kind, np.ndarray):
        yield path, np.ndarray.view(value, np.ndarray)
    elif _is_tensor(value):
        if value.layout is sys.modules["torch"].strided and value.device.type == "cpu":
            yield path, value.detach().numpy()
    elif depth > _MAX_DEPTH:
        return
    elif issubclass(kind, dict):
        for key, item in dict.items(value):
            yield from _arrays(item, f"{path}[{_key(key)}]", depth + 1)
    elif issubclass(kind, list | tuple):
        items = list.__iter__ if issubclass(kind, list) else tuple.__iter__
        for index, item in enumerate(items(value)):
            yield from _arrays(item, f"{path}[{index}]", depth + 1)


def _overlap(one: np.ndarray, other: np.ndarray) -> bool:
    if not np.may_share_memory(one, other):
        return False
    work: Any = _OVERLAP_WORK  # NumPy's stubs know of two special values alone
    try:
        return np.shares_memory(one, other, max_work=work)
    except np.exceptions.TooHardError:
        return True  # strided through each other: nobody would do so by intent
