"""What the tables and pages of a class cost, without grading: milliseconds and bytes a student.

    python -m benchmarks.class_tables [--students 3000] [--output folder] [--feedback]

Students are drawn: of different strength, in sections, some late, some with the same code. Reports
are those of one submission that is graded right and one that isn't, so what is kept is as large as
it is in a class.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import numpy as np

from grader.classroom.collecting import HandIn
from grader.classroom.executors import Answer, Here
from grader.classroom.grade import grade, grader_version, look
from grader.classroom.hand_ins import HandIns
from grader.classroom.here import homework
from grader.classroom.outcome import Seen
from grader.classroom.outputs import Asked, Outputs
from grader.classroom.overrides import Overrides
from grader.classroom.people import People, Person
from grader.classroom.result import Result
from grader.classroom.runs import Run, Runs
from grader.classroom.scheme import Scheme, scheme
from grader.classroom.settling import Ways, standings, with_days_of
from grader.classroom.store import NAME, Store
from grader.rules.policies import Due, Late, Policies, described

NOON = datetime(2026, 9, 14, 12, tzinfo=UTC)
FIRST = ("Ada", "Alan", "Grace", "Wei", "Zoë", "Noor", "Juan", "Anna", "Ivan", "Mei", "Omar", "Lea")
LAST = ("Lovelace", "Turing", "Hopper", "Li", "Müller", "Haddad", "García", "Kim", "Petrov", "Sato")
SECTIONS = tuple(f"Section {number}" for number in range(101, 109))


def model(folder: Path, name: str) -> Result:
    """The result of a folder of the project."""
    given = HandIn("folder", name, name, folder, (name,))
    root = homework().root
    assert not look(given, root).reason
    return grade(given, root, name, grader_version(root))


def drawn(right: Result, stub: Result, scheme: Scheme, number: int) -> Result:
    """A result of a student of some strength: each check passes as it is hard and they are able."""
    draws = np.random.default_rng(number)
    hardness = np.random.default_rng(0).normal(-1.2, 1.0, len(scheme.checks))
    able = draws.normal()
    verdicts = tuple(
        msgspec.structs.replace(
            verdict,
            code="p" if able + draws.normal() > hard else str(draws.choice(["f", "f", "n"])),
        )
        for verdict, hard in zip(right.verdicts, hardness, strict=True)
    )
    own = tuple(int(piece) for piece in draws.integers(0, 2**32, 150))
    return msgspec.structs.replace(
        right if able > 0 else stub, key=f"{number:032}", digest=f"{number:064}", verdicts=verdicts,
        seconds=float(draws.gamma(2, 0.4)), form=f"form {number if number % 40 else 0}",
        fingerprints=own,
    )  # fmt: skip


def people(count: int) -> People:
    """A roster."""
    draws = np.random.default_rng(1)
    return People(
        tuple(
            Person(
                str(3_030_000 + number),
                f"{draws.choice(FIRST)} {draws.choice(LAST)}",
                {"sid": str(3_030_000 + number), "email": f"s{number}@example.edu"},
                str(draws.choice(SECTIONS)),
            )
            for number in range(count)
        )
    )


def fill(store: Store, ways: Ways) -> None:
    """Two runs' worth of results; in the second one some have handed in again."""
    right = model(homework().solutions, "right")
    stub = model(homework().stubs, "stub")
    hand_ins, runs = HandIns(store), Runs(store)
    version = grader_version(homework().root)
    for again in (False, True):
        hand_ins.enroll(given(ways.people), ways.people)
        hand_ins.choose(ways.policies, ways.due, only_latest=True)
        for number, (row, hand_in) in enumerate(hand_ins.to_read()):
            if number % 97 == 5:
                said = f"{hand_in.entries[0]}: it is no zip"
                hand_ins.note_seen(row, Answer((), Seen(reason=said)), version)
                continue
            kind = number + 10**6 * (again and number % 50 == 7)
            hand_ins.note_seen(row, Answer((), Seen(str(kind))), version)
        for _, hand_in, key in hand_ins.to_grade():
            number = int(hand_in.student) - 3_030_000
            result = drawn(right, stub, ways.scheme, number + 10**6 * again)
            store.put(msgspec.structs.replace(result, key=key))
        before = runs.before(runs.last())
        runs.add("drawn", version, ways.scheme, described(ways.policies), ways.overrides,
                 standings(store, hand_ins, ways, before))  # fmt: skip


def given(roster: People) -> Iterator[HandIn]:
    """What they handed in; one in thirty nothing."""
    for number, person in enumerate(roster.people):
        if number % 30 == 3:
            continue
        hours = float(np.random.default_rng(number).normal(-20, 15))
        yield HandIn("gradescope", person.key, person.name, Path("in") / person.key,
                     (f"submission_{number}",), sid=person.key,
                     submitted=NOON + timedelta(hours=hours), submission=str(number))  # fmt: skip


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.class_tables")
    parser.add_argument("--students", type=int, default=3000)
    parser.add_argument("--output", type=Path)
    parser.add_argument("--feedback", action="store_true", help="write everybody's page too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = options.output or Path(name)
        roster = people(options.students)
        rules = Policies(late=Late(10, most_days=3), due=Due(NOON))
        ways = Ways(scheme(homework()), with_days_of(roster, rules), Overrides(), roster)
        with closing(Store(folder)) as store, closing(Here(os.cpu_count() or 1)) as workers:
            start = time.perf_counter()
            fill(store, ways)
            told("filling the store, twice", start, options.students)
            run = Runs(store).last()
            assert run is not None
            write(store, run, roster, folder, workers, options)


def write(store: Store, run: Run, roster: People, folder: Path, workers: Here,
          options: argparse.Namespace) -> None:  # fmt: skip
    """Write the outputs, without feedback and with it."""
    outputs = Outputs(store, run, roster, folder)
    start = time.perf_counter()
    outputs.write(Asked(feedback=False), workers)
    told("tables, page" + (", feedback" if options.students <= 5000 else ""), start,
         options.students)  # fmt: skip
    if options.feedback:
        start = time.perf_counter()
        outputs.write(Asked(feedback=True), workers)
        told("tables, page, what feedback is missing", start, options.students)
    size = sum(path.stat().st_size for path in folder.glob(f"{NAME}*"))
    print(f"store: {size / options.students / 1000:.1f} kB a student")
    print(f"class.html: {(folder / 'class.html').stat().st_size / 1e6:.1f} MB")


def told(what: str, start: float, students: int) -> None:
    """Print what something took."""
    seconds = time.perf_counter() - start
    print(f"{what}: {seconds:.1f} s, {1000 * seconds / students:.2f} ms a student")


if __name__ == "__main__":
    main()
