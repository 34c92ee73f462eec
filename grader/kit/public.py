"""The rubric and the recorded cases without all that is hidden."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

import msgspec

from grader.diagnosis.bank import HIDDEN
from grader.diagnosis.known import Known, KnownMistakes, known_file, known_mistakes
from grader.judge.rubric import Part
from grader.trials.recording import Cases, NotRecorded, Recording


def rubric_text(source: str, part: Part) -> str:
    """A rubric file with its public lines alone, and how many points are withheld."""
    hidden = {line.test_id for line in part.lines if line.hidden}
    lines = source.splitlines()
    for node in reversed(ast.parse(source).body):
        if isinstance(node, ast.Assign) and any(
            isinstance(each, ast.Constant) and each.value in hidden for each in ast.walk(node)
        ):
            first = node.lineno - 1
            while lines[first - 1].startswith("#"):
                first -= 1
            del lines[first : node.end_lineno]
    withheld = sum(line.points for line in part.lines if line.hidden)
    return "\n".join([*lines, *([f"withheld = {withheld:g}"] if withheld else [])]) + "\n"


def recorded(recording: Recording, part: Part) -> Mapping[str, bytes]:
    """What is recorded of a part's public checks, by file name.

    Raises:
        NotRecorded: where something can't be recorded.
    """
    hidden = {line.test_id: line.test for line in part.lines if line.hidden}
    for trace in known_mistakes(recording, part.name).faults:
        raise NotRecorded(trace)
    return {
        f"{part.name}.cases": _public_cases(recording.file(part.name), hidden),
        f"{part.name}.known": _public_answers(known_file(recording, part.name), hidden),
    }


def _public_cases(path: Path, hidden: Mapping[str, str]) -> bytes:
    cases = msgspec.msgpack.decode(path.read_bytes(), type=dict[str, Cases])
    return msgspec.msgpack.encode({key: cases[key] for key in cases if key not in hidden})


def _public_answers(path: Path, hidden: Mapping[str, str]) -> bytes:
    """hidden: the names of hidden tests, by id."""
    known = msgspec.msgpack.decode(path.read_bytes(), type=KnownMistakes)

    def public(entry: Known) -> Known:
        return msgspec.structs.replace(
            entry,
            outcomes={key: entry.outcomes[key] for key in entry.outcomes if key not in hidden},
            costs=_public_costs(entry, hidden),
        )

    right = None if known.right is None else public(known.right)
    return msgspec.msgpack.encode(KnownMistakes(tuple(map(public, known.entries)), right=right))


def _public_costs(entry: Known, hidden: Mapping[str, str]) -> tuple[str, ...]:
    """The checks that a mistake costs, by their names, or that a hidden one is among them."""
    public = tuple(name for name in entry.costs if name not in hidden.values())
    costs_hidden = any(
        name in entry.costs and entry.fails(test_id) for test_id, name in hidden.items()
    )
    return (*public, HIDDEN) if costs_hidden else public
