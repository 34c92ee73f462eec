"""Cases as Hypothesis draws them, each with what the oracles say of it.

    python -m grader.trials.drawing ROOT FOLDER SEED

records the cases of the tests that standard input names by part, as JSON: one file for each part.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded

from grader.ending import UsageError, end
from grader.homework import Homework
from grader.trials.checks import find_test
from grader.trials.properties import Property, expected, property_of
from grader.trials.recording import Case, Cases
from grader.whole_file import write_whole
from grader.worker import wire

Test = Callable[..., Any]
# Of so many cases the plainest few are kept, to explain a failure by.
_LOOKED_AT, PLAIN = 80, 10


def record(homework: Homework, folder: Path, seed: int, tests: Mapping[str, Iterable[str]]) -> int:
    """Draw and write the cases of each part's tests; a file appears when it is complete. 0 when
    all are."""
    for part, test_ids in tests.items():
        cases = {test_id: draw(homework, test_id, seed) for test_id in test_ids}
        write_whole(folder / f"{part}.cases", msgspec.msgpack.encode(cases))
    return 0


def draw(homework: Homework, test_id: str, seed: int) -> Cases:
    """The cases of one test.

    Raises:
        UsageError: where it can't be called with what is drawn and expected.
    """
    test = find_test(homework, test_id)
    found = property_of(test)
    try:
        inspect.signature(test).bind("file", **{**found.strategies, **found.expectations})
    except TypeError as error:
        raise UsageError(
            f"{test_id}: {error} (the first argument is the file that is graded, the others are "
            "those that @cases and @expecting name)"
        ) from None
    try:
        return _cases(homework, test, found, seed)
    except Exception as error:
        error.add_note(f"(in the cases of {test_id})")
        raise


def _cases(homework: Homework, test: Test, found: Property, seed: int) -> Cases:
    if not found.strategies:
        return Cases((_with_expected(homework, test, {}),))
    recorded = _drawn(homework, test, found, seed)
    graded = tuple(frame for frame, _ in recorded)
    drawn = hashlib.sha256(b"".join(case.frame for _, case in recorded)).hexdigest()
    if found.number == 1:
        return Cases(graded, drawn=drawn)
    more = _drawn(homework, test, replace(found, number=_LOOKED_AT), seed + 1)
    plain = sorted(dict(more).items(), key=lambda item: _effort(item[1]))
    return Cases(graded, tuple(frame for frame, _ in plain[:PLAIN]), drawn)


def _drawn(homework: Homework, test: Test, found: Property, seed: int) -> list[tuple[bytes, Case]]:
    """What is recorded of each case, and the case as it was drawn, without what is expected."""
    drawn: list[tuple[bytes, Case]] = []

    def keep(**case: Any) -> None:
        drawn.append((_with_expected(homework, test, case), Case(wire.encode(case))))

    over(homework, found, keep, seed, phases=(Phase.generate,))()
    return drawn


def _effort(case: Case) -> tuple[bool, tuple[int, int]]:
    """What a case asks of its reader: little where numbers are few and short, but zeros alone, or
    the same number again and again, show nothing."""
    return case.is_degenerate, case.size


def over(
    homework: Homework,
    found: Property,
    body: Callable[..., None],
    seed: int | None,
    phases: tuple[Phase, ...],
) -> Test:
    """A Hypothesis test of the body over a property's cases: the same draws for everyone, nothing
    stored, no clock."""
    strategies = homework.load("tests.strategies")
    drawn = {name: strategy(strategies) for name, strategy in found.strategies.items()}
    named = inspect.signature(body).parameters.values()
    _sign(body, [p.name for p in named if p.kind is not p.VAR_KEYWORD] + [*drawn])
    quiet = settings(
        max_examples=found.number,
        derandomize=seed is None,
        database=None,
        deadline=None,
        phases=phases,
        suppress_health_check=list(HealthCheck),
    )
    test = quiet(given(**drawn)(body))
    return test if seed is None else seeded(seed)(test)


def live(homework: Homework, test: Test) -> Test:
    """The test for pytest: drawn anew by Hypothesis, with one argument, the submission's file."""
    module, *_ = inspect.signature(test).parameters

    def one_case(**arguments: Any) -> None:
        student = arguments.pop(module)
        student.session.begin_case()
        test(student, **wire.decode(_with_expected(homework, test, arguments)))

    _sign(one_case, [module])
    found = property_of(test)
    drawn: Test = one_case
    if found.strategies:
        drawn = over(
            homework, found, one_case, None, (Phase.explicit, Phase.generate, Phase.shrink)
        )
    return drawn


def _sign(function: Callable[..., Any], names: list[str]) -> None:
    """Give a function that takes any keywords these, for those who look: Hypothesis, pytest."""
    keywords = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY) for name in names]
    function.__signature__ = inspect.Signature(keywords)  # type: ignore[attr-defined]


def _with_expected(homework: Homework, test: Test, case: dict[str, Any]) -> bytes:
    oracles = homework.load("tests.oracles")
    # As it will be when it is replayed; a copy each time, since an oracle may work in place.
    frame = wire.encode(case)
    return wire.encode(wire.decode(frame) | expected(test, oracles, wire.decode(frame)))


if __name__ == "__main__":
    root, folder, seed = sys.argv[1:]
    wanted = json.load(sys.stdin)
    end(lambda: record(Homework(Path(root)), Path(folder), int(seed), wanted))
