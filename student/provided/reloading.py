"""Loads a changed file anew, for all who hold its functions."""

from __future__ import annotations

import importlib
from types import FunctionType, ModuleType

_PARTS = ("__code__", "__defaults__", "__kwdefaults__", "__doc__", "__annotations__", "__dict__")


def reload(module: ModuleType) -> None:
    """Load a module's file again: functions that were there before do from now on what it says.

    Whatever loading raises goes through; the module is as it was then.
    """
    names = vars(module)
    before = dict(names)
    for name in before:
        if not name.startswith("__"):
            del names[name]
    try:
        importlib.reload(module)
    except BaseException:
        names.clear()
        names.update(before)
        raise
    for name, old in before.items():
        new = names.get(name)
        if _can_become(old, new):
            # The same object, since a cell, or another file, may have it under a name of its own.
            for part in _PARTS:
                setattr(old, part, getattr(new, part))
            names[name] = old


def _can_become(old: object, new: object) -> bool:
    return (
        isinstance(old, FunctionType)
        and isinstance(new, FunctionType)
        and old.__closure__ is None
        and new.__closure__ is None
    )
