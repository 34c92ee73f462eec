"""The rubric and the recorded cases without all that is hidden."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Mapping

import msgspec

from grader.diagnosis.bank import HIDDEN
from grader.diagnosis.known import Known, KnownMistakes, known_mistakes
from grader.homework import Homework
from grader.judge.grading import open_recording
from grader.judge.rubric import Part, rubric
from grader.trials.recording import NotRecorded, Recording


def kits_recording(homework: Homework) -> Recording:
    """The recorded cases of a kit: those of public checks, drawn with a seed of their own.

    So an answer that is looked up in a kit is none to what is asked where it counts.
    """
    whole = open_recording(homework)
    hidden = {line.test_id for part in rubric(homework) for line in part.lines if line.hidden}
    tests = {
        part: [each for each in ids if each not in hidden] for part, ids in whole.tests.items()
    }
    return Recording(homework, tests, kits_seed(homework))


def kits_seed(homework: Homework) -> int:
    """Another one than that of grading, and the same in every kit."""
    return int.from_bytes(hashlib.sha256(f"kit {homework.seed}".encode()).digest()[:4])


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


def recorded(recording: Recording, kits: Recording, part: Part) -> Mapping[str, bytes]:
    """What is recorded of a part's public checks for a kit, by file name.

    recording: what submissions are graded by. kits: what a kit is.

    Raises:
        NotRecorded: where something can't be recorded.
    """
    hidden = {line.test_id: line.test for line in part.lines if line.hidden}
    graded, known = known_mistakes(recording, part.name), known_mistakes(kits, part.name)
    for trace in graded.faults:
        raise NotRecorded(trace)

    def priced(whole: Known, entry: Known) -> Known:
        return msgspec.structs.replace(entry, costs=_public_costs(whole, hidden))

    entries = tuple(map(priced, graded.entries, known.entries))
    right = known.right and graded.right and priced(graded.right, known.right)
    return {
        f"{part.name}.cases": kits.file(part.name).read_bytes(),
        f"{part.name}.known": msgspec.msgpack.encode(KnownMistakes(entries, right=right)),
    }


def _public_costs(entry: Known, hidden: Mapping[str, str]) -> tuple[str, ...]:
    """The checks that a mistake costs, by their names, or that a hidden one is among them."""
    public = tuple(name for name in entry.costs if name not in hidden.values())
    costs_hidden = any(
        name in entry.costs and entry.fails(test_id) for test_id, name in hidden.items()
    )
    return (*public, HIDDEN) if costs_hidden else public
