"""Does anything in a kit earn a point? Every function of it is tried in the place of every stub.

A submission brings all of the kit's source along, as somebody could who pastes it into a file. What
a recorded case asks of a stub is asked of each function, with the arguments in every order; what
answers at all is then judged as the stub would be: its answer, a piece of it, or a pair with it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress

from grader.calls.budget import Budget
from grader.calls.failures import CallFailed
from grader.calls.replies import Reply
from grader.calls.servers import Servers
from grader.calls.session import Session, session_with
from grader.homework import Homework
from grader.judge.grading import open_recording
from grader.judge.rubric import Line, Part, rubric
from grader.kit.needed import KitError
from grader.model import Call
from grader.submission import Submission
from grader.trials.checks import load_check, run_case
from grader.trials.recording import Case, Recording

LIFTED = Path(__file__).with_name("lifted.py")
_PATIENT = Budget(load=120.0, call=60.0, check=600.0, part=36000.0, submission=36000.0)
_FILES = "FILES: dict[str, str] = "
_TRYING = re.compile(r"(?m)^trying (\d+)$")
_AT_ONCE = 256
_Made = Callable[[Any, tuple[Any, ...]], Any]
# What can be made of what comes back: itself, its first item, or the pair of it and a dict, the one
# that was given if there is one.
_MADE_OF: Sequence[_Made] = (
    lambda value, args: value,
    lambda value, args: value[0],
    lambda value, args: [value, next((each for each in args if type(each) is dict), {})],
)


class Earns(Exception):
    """Something in the kit earns points; the text has a line for each."""


class _Asked(Exception):
    """Ends a case at its first call of a stub. lent: whether something is to be worked on."""

    def __init__(self, args: tuple[Any, ...], kwargs: dict[str, Any], lent: bool) -> None:
        super().__init__()
        self.asked = (lent, *args), kwargs


def prove(homework: Homework, sources: Mapping[str, str]) -> str:
    """Try every function of these modules, by name with their sources; a line that says how many.

    Raises:
        Earns: where one earns a point.
        KitError: where they can't be tried.
    """
    empty, full = f"{_FILES}{{}}", f"{_FILES}{json.dumps(dict(sources))}"
    text = LIFTED.read_text(encoding="utf-8").replace(empty, full)
    earned: list[str] = []
    tried, hopeless = set[str](), set[str]()
    stubs = [part for part in rubric(homework) if _is_function(part)]
    with Servers(homework) as servers, Progress(console=Console(stderr=True)) as progress:
        bar = progress.add_task("each function in the place of each stub", total=len(stubs))
        for file in homework.files:
            parts = [part for part in stubs if part.stated.file == file.name]
            if parts and file.is_python:
                paste = Submission("paste", {file.name: text}, homework)
                with session_with(paste, servers, file.module, _PATIENT) as session:
                    search = _Search(session, open_recording(homework), hopeless)
                    tried.update(search.functions)
                    for part in parts:
                        earned += search.earned(part)
                        progress.advance(bar)
    if earned:
        raise Earns("\n".join(earned))
    return f"{len(tried)} functions tried in the place of every stub: none earns a point"


def _is_function(part: Part) -> bool:
    return part.stated.function.islower()


class _Search:
    """Tries the functions that a session's submission holds.

    hopeless: names of those that hang, or end their process; grows.
    """

    def __init__(self, session: Session, recording: Recording, hopeless: set[str]) -> None:
        self._session = session
        self._recording = recording
        self._hopeless = hopeless
        try:
            self.functions: list[str] = session.call("what_is_here", (), {}).value
        except CallFailed as failure:
            raise KitError(f"a kit's functions can't be tried: gathering them {failure}") from None

    def earned(self, part: Part) -> Iterator[str]:
        """A line for each check of a part that something passes."""
        for line in part.lines:
            if not line.points:
                continue
            cases = self._recording.graded(part.name, line.test_id)
            for way in self._ways(part, line, cases[0]):
                for made in _MADE_OF:
                    if self._passes(part, line, cases, way, made):
                        function = self.functions[way[0]]
                        yield f"{function}{tuple(way[1:])} passes {line.test_id}"
                        break

    def _ways(self, part: Part, line: Line, case: Case) -> list[list[int]]:
        """Which functions answer the first call that a check makes of a stub."""
        first = run_case(
            load_check(self._recording.homework, line.test_id), case, _First(part.stated.function)
        )
        if not isinstance(first.error, _Asked):
            return []
        args, kwargs = first.error.asked
        places = [place for place, name in enumerate(self.functions) if name not in self._hopeless]
        pieces = [places[start : start + _AT_ONCE] for start in range(0, len(places), _AT_ONCE)]
        return [way for piece in pieces for way in self._answering(piece, args, kwargs)]

    def _answering(
        self, places: list[int], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> list[list[int]]:
        while True:
            self._session.begin_check()
            self._session.begin_case()
            try:
                said = self._session.call("ways_that_answer", (places, *args), kwargs).value
                break
            except CallFailed:
                # One of them ended the process: the others are asked without it.
                culprit = int(_TRYING.findall(self._session.printed())[-1])
                self._hopeless.add(self.functions[culprit])
                places = [place for place in places if place != culprit]
        self._hopeless.update(self.functions[place] for place in said["hanging"])
        found: list[list[int]] = said["answering"]
        return found

    def _passes(
        self,
        part: Part,
        line: Line,
        cases: Sequence[Case],
        way: list[int],
        made: _Made,
    ) -> bool:
        check = load_check(self._recording.homework, line.test_id)
        self._session.begin_check()
        adapted = _Adapted(self._session, part.stated.function, way, made)
        return all(run_case(check, case, adapted).error is None for case in cases)


class _First:
    """Called as a submission; tells what the first call of one function asks."""

    transcript: Sequence[Call] = ()

    def __init__(self, function: str) -> None:
        self._function = function
        self._lent = False

    def begin_case(self) -> None:
        """Nothing is kept."""

    def has_room(self) -> bool:
        """There is little."""
        return True

    def call(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], **_: Any) -> Reply:
        """Ends the case, unless something is lent: that is passed on as it is."""
        if not name:
            self._lent = True
            (lent,) = kwargs.values()
            return Reply(lent)
        raise _Asked(args, kwargs, self._lent)

    def constant(self, name: str) -> Any:
        """Ends the case."""
        raise KeyError(name)

    def attribute(self, handle: Any, name: str) -> Any:
        """Ends the case."""
        raise KeyError(name)

    def table(self) -> dict[str, Any]:
        """Ends the case."""
        raise KeyError


class _Adapted(_First):
    """A function of the kit in the place of a stub."""

    def __init__(self, session: Session, function: str, way: list[int], made: _Made) -> None:
        super().__init__(function)
        self._session, self._way, self._made = session, way, made

    @property
    def transcript(self) -> Sequence[Call]:  # type: ignore[override]
        """The calls of this case."""
        return self._session.transcript

    def begin_case(self) -> None:
        """Start a case."""
        self._session.begin_case()

    def call(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], **how: Any) -> Reply:
        """What the function answers in the stub's place, and what is made of that."""
        if how.get("on") is not None or not name:
            return self._session.call(name, args, kwargs, **how)
        if name != self._function:
            raise KeyError(name)
        reply = self._session.call("use", (self._way, *args), kwargs, **how)
        return replace(reply, value=self._made(reply.value, args))

    def attribute(self, handle: Any, name: str) -> Any:
        """An attribute of what stays in the worker."""
        return self._session.attribute(handle, name)
