"""Sent to a worker at the end of a submission that has brought a kit's source along: all of its
functions, and a way to use each in the place of a stub. Never imported by the judge.

FILES: the kit's modules by name, with their sources; filled in where it is sent.
"""

from __future__ import annotations

import ctypes
import functools
import gc
import importlib
import importlib.abc
import importlib.util
import inspect
import itertools
import numbers
import os
import resource
import signal
import sys
from collections.abc import Iterator
from types import CodeType, FunctionType, ModuleType, SimpleNamespace
from typing import Any

import numpy as np

FILES: dict[str, str] = {}
SECONDS = 0.2  # of the processor; what hangs is of no use to anybody
_WAITING = 2.0  # on the clock: a busy machine lets a function wait
_MOST_ARGUMENTS = 4
_ANSWERS = (numbers.Number, np.generic, np.ndarray, list, tuple, dict)


# By these a function would end the process in which the others are tried.
_ENDING: dict[ModuleType, tuple[str, ...]] = {
    os: ("_exit", "abort", "close", "closerange", "dup2", "fork", "kill", "killpg"),
    resource: ("setrlimit",),
}


def _refuse(*_: Any, **__: Any) -> None:
    raise OSError


class NoLibrary:
    """In the place of a C library, by which a function could ask the kernel for the same."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        return _refuse


_exit = os._exit
_given_up: list[bool] = []


class Hangs(BaseException):
    """A function takes too long."""


class Brought(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports what the submission has brought along."""

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:
        if not any(f"{name}.".startswith(f"{fullname}.") for name in FILES):
            return None
        return importlib.util.spec_from_loader(fullname, self, is_package=True)

    def create_module(self, spec: Any) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = f"{module.__name__}.py"
        source = FILES.get(module.__name__, "")
        exec(compile(source, module.__name__, "exec"), module.__dict__)


def _import_all() -> None:
    for module, names in _ENDING.items():
        for name in names:
            setattr(module, name, _refuse)
    ctypes.CDLL = NoLibrary  # type: ignore[assignment, misc]
    sys.meta_path.insert(0, Brought())
    for name in [*sys.modules]:
        if name.partition(".")[0] in ("grader", "tests"):
            del sys.modules[name]
    failed = None
    for name in FILES:
        try:
            importlib.import_module(name)
        except Exception as error:
            failed = failed or error
    # At last: a library that is asked for on the way is loaded, and all of it tried again.
    if failed is not None:
        raise failed


def _inner(code: CodeType, module: ModuleType) -> Iterator[FunctionType]:
    """The functions that stand in a piece of code and need nothing from around them."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            # The code of a comprehension takes an iterator of Python's own, and crashes on others.
            if not constant.co_freevars and not constant.co_name.endswith(("comp>", "expr>")):
                yield FunctionType(constant, module.__dict__)
            yield from _inner(constant, module)


@functools.cache
def _functions() -> list[tuple[str, Any]]:
    """All functions, methods and classes of the kit, those within functions too."""
    _import_all()
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115
    modules = {name: sys.modules[name] for name in FILES}
    found = []
    for each in gc.get_objects():
        if isinstance(each, FunctionType | type) and each.__module__ in modules:
            found.append((f"{each.__module__}.{each.__qualname__}", each))
    known = {each.__code__ for _, each in found if isinstance(each, FunctionType)}
    for name, module in modules.items():
        inner = _inner(compile(FILES[name], name, "exec"), module)
        found += [
            (f"{name}.{each.__qualname__}", each) for each in inner if each.__code__ not in known
        ]
    return sorted(found, key=lambda pair: (pair[0], _line(pair[1])))


def _line(function: Any) -> int:
    return function.__code__.co_firstlineno if isinstance(function, FunctionType) else 0


def what_is_here() -> list[str]:
    """The names of the functions; raises what a module raises that can't be imported."""
    return [name for name, _ in _functions()]


def ways_that_answer(
    places: list[int], in_place: bool, *args: Any, **kwargs: Any
) -> dict[str, Any]:
    """Which of these functions give something that looks like an answer for the arguments: their
    places, each followed by the arguments' places in their order. And which of them hang.

    in_place: whether nothing may be an answer, too, since an argument is to be worked on.
    """
    answering, hanging = [], []
    values = [*args, *kwargs.values()]
    for place in places:
        _say_who(place)
        for order in _orders(_functions()[place][1], len(values)):
            given = [_copied(value) for value in values]
            try:
                answer = use([place, *order], *given)
            except Hangs:
                hanging.append(place)
                break
            except BaseException:
                continue
            of_torch = type(answer).__module__.partition(".")[0] == "torch"
            if of_torch or (in_place and answer is None) or isinstance(answer, _ANSWERS):
                answering.append([place, *order])
    return {"answering": answering, "hanging": hanging}


def _say_who(place: int) -> None:
    """Whoever ends the process is known by the last line."""
    try:
        os.write(1, f"trying {place}\n".encode())
    except OSError:
        _exit(1)  # the one before has closed what is written to


def use(way: list[int], *args: Any, **kwargs: Any) -> Any:
    """One function with the arguments in one order."""
    place, *order = way
    values = [*args, *kwargs.values()]
    _, function = _functions()[place]
    itself = [SimpleNamespace()] if _first_parameter(function) in ("self", "cls") else []
    for number in (signal.SIGPROF, signal.SIGALRM):
        signal.signal(number, _give_up)
    signal.setitimer(signal.ITIMER_PROF, SECONDS, SECONDS)
    signal.setitimer(signal.ITIMER_REAL, _WAITING, SECONDS)
    _given_up.clear()
    try:
        return function(*itself, *(values[each] for each in order))
    finally:
        for timer in (signal.ITIMER_PROF, signal.ITIMER_REAL):
            signal.setitimer(timer, 0)


def _copied(value: Any) -> Any:
    return value.copy() if isinstance(value, np.ndarray | dict | list) else value


def _orders(function: Any, count: int) -> Iterator[tuple[int, ...]]:
    """Selections of so many arguments, in any order, that the function takes."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return
    own = [SimpleNamespace()] if _first_parameter(function) in ("self", "cls") else []
    for number in range(1, min(count, _MOST_ARGUMENTS) + 1):
        try:
            signature.bind(*own, *range(number))
        except TypeError:
            continue
        yield from itertools.permutations(range(count), number)


def _first_parameter(function: Any) -> str:
    if not isinstance(function, FunctionType) or not function.__code__.co_argcount:
        return ""
    return function.__code__.co_varnames[0]


def _give_up(*_: Any) -> None:
    _given_up.append(True)
    if len(_given_up) > 1:  # it catches whatever ends it
        _exit(1)
    raise Hangs


# Once for all forks of this file. On a busy machine that is longer than a file may take, which ends
# this line; each fork does it anew then.
_functions()
