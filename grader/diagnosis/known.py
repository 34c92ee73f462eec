"""What every known mistake answers to every recorded case of its part.

    python -m grader.diagnosis.known ROOT FOLDER SEED

records it, for the tests that standard input names by part. A submission is then compared with
these answers: no wrong function has to run again, and students can be given hints without code
that earns points.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import numpy as np

from grader.diagnosis.abridged import KEPT, abridged
from grader.diagnosis.bank import Misconception, bank, name_of
from grader.diagnosis.fingerprint import fingerprint
from grader.diagnosis.mistaken_caller import MistakenCaller
from grader.diagnosis.same_values import Freedom
from grader.ending import end
from grader.homework import Homework
from grader.homework_toml import NAME
from grader.model import Call
from grader.trials.checks import PICTURES, Run, load_check, run_case
from grader.trials.mismatch import Mismatch
from grader.trials.recording import Recording, in_a_clean_process
from grader.whole_file import write_whole
from grader.worker import wire
from grader.worker.preloading import load_for_oneself
from grader.worker.wire import Tensor

# Of what is right more is kept: wrong answers are made from it.
_WHOLE = 4096


class Answer(msgspec.Struct, frozen=True):
    """What came back from one call: a value, abridged and as wire bytes, or an exception."""

    value: bytes = b""
    raised: tuple[str, str] | None = None
    random_state_touched: bool = False


class Outcome(msgspec.Struct, frozen=True):
    """One case: the answers of the mistaken function, and how the case ended.

    got: what the check found wrong, as wire bytes; nothing where that is no value.
    fingerprint: stands for both, where the mistake is recorded in brief.
    """

    answers: tuple[Answer, ...]
    failed: bool
    gist: str = ""
    got: bytes = b""
    fingerprint: bytes = b""


class Known(msgspec.Struct, frozen=True):
    """A mistake and what it does, by test and case."""

    id: str
    function_name: str
    formula: str
    hint: str
    freedom: Freedom
    outcomes: dict[str, tuple[Outcome, ...]]
    costs: tuple[str, ...] = ()
    slips: int = 1
    follows: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the mistake is called."""
        return name_of(self.id, self.function_name)

    def fails(self, test_id: str) -> bool:
        """Whether it fails a check."""
        return any(outcome.failed for outcome in self.outcomes.get(test_id, ()))


class KnownMistakes(msgspec.Struct, frozen=True):
    """The mistakes of one part, what staff are told of those that are missing, and what the right
    function answers, where the part is one function and its solution is here."""

    entries: tuple[Known, ...] = ()
    faults: tuple[str, ...] = ()
    right: Known | None = None


def calls_of(function_name: str, calls: Iterable[Call]) -> list[Call]:
    """The calls of a function, or of a class and what is asked of its objects: what a check asks of
    the student's other functions says nothing about this one. What it was given to work on, and
    is asked for afterwards, counts as what it made."""
    own: list[Call] = []
    made: set[int] = set()
    for call in calls:
        if call.name == function_name if call.on is None else call.on.handle_id in made:
            own.append(call)
            had = (call.value, *call.args, *call.kwargs.values())
            made |= {item.handle_id for item in had if isinstance(item, wire.Handle)}
    return own


def gist(error: Exception | None) -> str:
    """A message without its numbers, which differ from draw to draw."""
    words = str(error or "").replace("e-", "").replace("e+", "")
    return "".join(character for character in words if character.isalpha())


def known_mistakes(recording: Recording, part: str) -> KnownMistakes:
    """The mistakes of a part, recorded now where they are not there yet.

    Raises:
        NotRecorded: where that fails.
    """
    path = known_file(recording, part)
    if not path.is_file():
        wanted = {part: list(recording.tests[part])}
        in_a_clean_process(
            "grader.diagnosis.known", recording.homework, recording.folder, recording.seed, wanted
        )
    return msgspec.msgpack.decode(path.read_bytes(), type=KnownMistakes)


def known_file(recording: Recording, part: str) -> Path:
    """Where a part's known mistakes are recorded: without a digest where they have been shipped,
    apart from what they were recorded from."""
    shipped = recording.folder / f"{part}.known"
    if shipped.is_file():
        return shipped
    return recording.folder / f"{part}-{_digest(recording.homework)}.known"


def record(homework: Homework, seed: int, tests: Mapping[str, Sequence[str]]) -> int:
    """Write what the bank's entries answer, then 0; the cases must have been recorded."""
    recording = Recording(homework, tests, seed)
    found = bank(homework)
    faults = tuple(
        f"misconceptions/{file} can't be loaded, its ideas are missing:\n{trace}"
        for file, trace in found.faults.items()
    )
    for part, test_ids in tests.items():
        entries = tuple(_known(entry, recording, part, test_ids) for entry in found.of(part))
        solved = _solved(homework, part)
        right = None if solved is None else _known(solved, recording, part, test_ids)
        known = KnownMistakes(entries, faults, right)
        write_whole(known_file(recording, part), msgspec.msgpack.encode(known))
    return 0


def _known(entry: Misconception, recording: Recording, part: str, test_ids: Iterable[str]) -> Known:
    outcomes = {}
    stated = recording.homework.part(part)
    # Its libraries first: what a mistake draws from their global generators is the same each time.
    load_for_oneself(list(recording.homework.file(stated.file).libraries), recording.seed)
    freedom = Freedom(stated.state, stated.free_signs)
    for test_id in test_ids:
        if test_id.startswith(PICTURES):
            continue
        check = load_check(recording.homework, test_id)
        caller = MistakenCaller(entry, _companions(recording.homework, part))
        runs = (run_case(check, case, caller) for case in recording.graded(part, test_id))
        outcomes[test_id] = tuple(_outcome(run, entry, freedom) for run in runs)
    return Known(
        entry.id, entry.function_name, entry.formula, entry.hint, freedom, outcomes, entry.costs,
        entry.slips, entry.follows,
    )  # fmt: skip


def _solved(homework: Homework, part: str) -> Misconception | None:
    """The solution's function, as an entry that makes no mistake."""
    name = homework.part(part).function
    function = getattr(_companions(homework, part), name, None)
    if not callable(function):
        return None
    return Misconception("", part, name, "", "", function, slips=0)


def _companions(homework: Homework, part: str) -> ModuleType | None:
    """The solved file that a mistake is in: what the part's checks call beside the mistake."""
    file = homework.file(homework.part(part).file)
    solved = homework.solutions / file.name
    return (
        homework.load(f"solutions.{file.module}") if file.is_python and solved.is_file() else None
    )


def _outcome(run: Run, entry: Misconception, freedom: Freedom) -> Outcome:
    calls = calls_of(entry.function_name, run.calls)
    if entry.brief:
        mark = fingerprint(calls, freedom)
        return Outcome((), run.error is not None, gist(run.error), fingerprint=mark)
    most = KEPT if entry.slips else _WHOLE
    own = tuple(_answer(call, most) for call in calls)
    got = value_found(run.error)
    sent = b"" if got is None else wire.encode(abridged(got))
    return Outcome(own, run.error is not None, gist(run.error), sent)


def value_found(error: Exception | None) -> Any:
    """The numbers that a check found wrong; None where it was no numbers that it looked at."""
    got = error.got if isinstance(error, Mismatch) else None
    number = isinstance(got, int | float) and not isinstance(got, bool)
    return got if number or isinstance(got, np.ndarray | Tensor) else None


def _answer(call: Call, most: int) -> Answer:
    if call.raised is not None:
        return Answer(raised=call.raised, random_state_touched=call.random_state_touched)
    value = wire.encode(abridged(call.value, most))
    return Answer(value, random_state_touched=call.random_state_touched)


def _digest(homework: Homework) -> str:
    """What the answers depend on beside the cases."""
    digest = hashlib.sha256()
    sources = (homework.tests / "misconceptions").rglob("*.py")
    engine = Path(__file__).parent.glob("*.py")
    for path in [homework.root / NAME, *sorted(sources), *sorted(engine)]:
        digest.update(f"{path.name}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


if __name__ == "__main__":
    root, _, seed = sys.argv[1:]
    wanted = json.load(sys.stdin)
    end(lambda: record(Homework(Path(root)), int(seed), wanted))
