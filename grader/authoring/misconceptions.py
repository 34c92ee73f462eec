"""The bank measures itself: `make misconceptions`, and with SUBMISSIONS=folder on wrong answers.

Of each known mistake: what it costs as a single slip, what it would cost check by check, and the
mistakes that no case tells from it; of each part the checks that no mistake fails. Of a folder of
answers: how many of the wrong parts are named, which names those have, and of the others one of
each kind, the commonest first: what to talk about in class, and what the bank should learn next.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.diagnosis.bank import ALL, Misconception, bank, require_whole
from grader.diagnosis.known import Known, known_mistakes
from grader.diagnosis.mistaken_caller import tried
from grader.diagnosis.slips import single_slips
from grader.ending import UsageError, end
from grader.homework import Homework, find
from grader.judge.grading import Judge, open_recording
from grader.judge.opening import open_judge
from grader.judge.pricing import price
from grader.judge.rubric import Part, rubric
from grader.judge.selecting import select
from grader.model import PartResult, Status
from grader.submission import SubmissionError, load
from grader.trials.checks import Trial, load_check

# What a wrong part is: named after a mistake, ended by an exception that says why, described by
# what its values have in common, or nothing.
NAMED, RAISED, DESCRIBED, UNNAMED = "named", "raised", "described", "unnamed"


def main(arguments: list[str]) -> int:
    """Print the table of the bank, or what it makes of a folder of answers."""
    parser = argparse.ArgumentParser(prog="python -m grader.authoring.misconceptions")
    parser.add_argument("submissions", nargs="?", default="", help="a folder of answers")
    parser.add_argument("--question", default="", help="this question alone")
    options = parser.parse_args(arguments)
    homework = find()
    require_whole(homework)
    lines = (
        of_answers(homework, Path(options.submissions), options.question)
        if options.submissions
        else of_the_bank(homework, options.question)
    )
    for line in lines:
        print(line, flush=True)
    return 0


def of_the_bank(homework: Homework, question: str = "") -> Iterator[str]:
    """A line for each mistake: its price, its cost without one, what it can't be told from; and
    one for the checks of a part that none of them fails."""
    recording = open_recording(homework, say=lambda line: print(line, file=sys.stderr))
    for part in select(rubric(homework), question):
        of_part = bank(homework).of(part.name)
        entries = [entry for entry in of_part if not entry.brief]
        if not entries and not homework.file(part.stated.file).is_python:
            continue  # short answers have their wrong ones among the keys
        brief = len(of_part) - len(entries)
        recording.prepare([part.name])
        worth = {line.test_id: line.points for line in part.lines}
        recorded = known_mistakes(recording, part.name).entries
        known = {entry.id: entry for entry in recorded}
        checks = [load_check(homework, line.test_id) for line in part.lines]
        together = [
            _together(entry, recorded, tried(entry, checks, recording)) for entry in entries
        ]
        beside = f", and {brief} in brief: two at once, other numbers" if brief else ""
        yield f"{part.name}: {part.possible:g} points, mistakes: {len(entries)}{beside}"
        for entry, others in zip(entries, together, strict=True):
            charged = sum(worth[test_id] for test_id in price(known[entry.id], part))
            alone = sum(
                points for test_id, points in worth.items() if known[entry.id].fails(test_id)
            )
            same = f"  not told from {', '.join(others)}" if others else ""
            slip = _slip(known[entry.id], part) if alone else "no check tells it from what is right"
            yield f"  {charged:5.2f} of {alone:5.2f}  {entry.name}{same}{slip and f'  {slip}'}"
        pairs = len(entries) * (len(entries) - 1) // 2
        yield f"  {pairs} pairs, {sum(map(len, together)) // 2} of them not told apart"
        if unfailed := _never_failed(part, [known[entry.id] for entry in entries]):
            yield f"  checks that no mistake fails: {', '.join(unfailed)}"


def _never_failed(part: Part, entries: Sequence[Known]) -> list[str]:
    lines = [line for line in part.lines if line.points]
    return [part.label(x) for x in lines if not any(each.fails(x.test_id) for each in entries)]


def _slip(entry: Known, part: Part) -> str:
    """What its author may not have meant: it raises whatever it is given, or costs what isn't
    there."""
    cases = [outcome for outcomes in entry.outcomes.values() for outcome in outcomes]
    raised = [case.answers[-1].raised for case in cases if case.answers]
    if raised and all(raised):
        return f"raises in every case: {': '.join(raised[0] or ())}"
    absent = {*entry.costs} - {ALL, *(line.test for line in part.lines)}
    return f"costs {', '.join(sorted(absent))}, which {part.name} does not have" if absent else ""


def _together(entry: Misconception, known: Sequence[Known], trials: Sequence[Trial]) -> list[str]:
    """The names of the other mistakes that answer as this one did, tried in all cases."""
    return [other.name for other in single_slips(known, trials) if other.id != entry.id]


def of_answers(homework: Homework, folder: Path, question: str = "") -> Iterator[str]:
    """How many wrong parts of these submissions are named, how each of them, and one of each kind
    that isn't."""
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder: give one that holds submissions")
    found: dict[str, list[tuple[str, PartResult]]] = defaultdict(list)
    with open_judge(homework, question) as (judge, chosen):
        for path in sorted(folder.iterdir()):
            try:
                results = _wrong_parts(path, judge, chosen)
            except SubmissionError as error:
                yield f"{path.name}: {error}"
                continue
            for result in results:
                found[how_told(result)].append((path.name, result))
    count = sum(map(len, found.values()))
    hows = (NAMED, RAISED, DESCRIBED, UNNAMED)
    shares = (f"{len(found[how])} {how} ({len(found[how]) / max(count, 1):.0%})" for how in hows)
    yield f"{count} wrong parts: {', '.join(shares)}"
    for name, times in Counter(_name(result) for _, result in found[NAMED]).most_common():
        yield f"{times:4d} × {name}"
    if found[DESCRIBED] or found[UNNAMED]:
        yield "without a name, one of each kind:"
    kinds: dict[tuple[str, ...], list[tuple[str, PartResult]]] = defaultdict(list)
    for name, result in found[DESCRIBED] + found[UNNAMED]:
        kinds[behaviour(result)].append((name, result))
    for alike in sorted(kinds.values(), key=len, reverse=True):
        name, result = alike[0]
        failure = next(check.failure for check in result.checks if check.failure)
        yield f"{len(alike):4d} × {result.name}, for instance {name}: {failure.cause}"


def _wrong_parts(path: Path, judge: Judge, chosen: tuple[Part, ...]) -> list[PartResult]:
    parts = judge.grade(load(path, judge.homework), chosen).parts
    return [part for part in parts if part.status is Status.FAILED]


def how_told(result: PartResult) -> str:
    """What is said of a part that fails."""
    failures = [check.failure for check in result.checks if check.failure]
    ideas = [failure.diagnosis for failure in failures if failure.diagnosis]
    if any(idea.misconception for idea in ideas):
        return NAMED
    if all(failure.trace for failure in failures):
        return RAISED
    return DESCRIBED if ideas else UNNAMED


def _name(result: PartResult) -> str:
    """The part, and the mistake that most of its checks are named after."""
    ideas = [check.failure.diagnosis for check in result.checks if check.failure]
    names = Counter(idea.misconception for idea in ideas if idea and idea.misconception)
    return f"{result.name}: {names.most_common(1)[0][0].partition('-')[2].replace('-', ' ')}"


def behaviour(result: PartResult) -> tuple[str, ...]:
    """What two wrong answers share that went wrong in the same way."""
    causes = (check.failure.cause if check.failure else "" for check in result.checks)
    return (result.name, *causes)


if __name__ == "__main__":
    end(lambda: main(sys.argv[1:]))
