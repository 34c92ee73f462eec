"""Earlier runs of a class: which there are, going back to one, one student's page of the last."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from rich.console import Console

from grader.classroom import people
from grader.classroom.here import homework
from grader.classroom.people import People
from grader.classroom.run import stoppable, workers_of, write
from grader.classroom.runs import Runs
from grader.classroom.store import NAME, Store
from grader.classroom.written_half import WrittenHalf
from grader.submission import SubmissionError


def list_runs(options: argparse.Namespace) -> int:
    """Say which runs are kept."""
    console = Console(highlight=False)
    with closing(_existing(options.output)) as store:
        runs = Runs(store)
        for each in runs.all():
            console.print(f"{each.id:>4}  {each.finished}  {runs.count(each)} students  "
                          f"grader {each.grader}  {each.source}", soft_wrap=True)  # fmt: skip
    return 0


def restore(options: argparse.Namespace) -> int:
    """Write the grades of an earlier run again; they become the latest run."""
    console = Console(highlight=False, stderr=True)
    with (
        stoppable(),
        closing(_existing(options.output)) as store,
        closing(workers_of(options)) as workers,
    ):
        runs = Runs(store)
        chosen = runs.get(options.restore)
        if chosen is None:
            kept = ", ".join(str(each.id) for each in runs.all()) or "none"
            raise SubmissionError(f"run {options.restore} is not kept; there are {kept}")
        roster = people.read(options.roster) if options.roster else People()
        written = WrittenHalf.of(homework(), options.output)
        again = runs.add(
            f"run {chosen.id} restored", chosen.grader, chosen.scheme, chosen.rules,
            chosen.overrides,
            [written.on(one, chosen.scheme.points) for one in runs.standings(chosen)],
        )  # fmt: skip
        return write(store, again, roster, workers, options, console)


def write_feedback(options: argparse.Namespace) -> int:
    """Write one student's page."""
    from grader.classroom import feedback

    with closing(_existing(options.output)) as store:
        runs = Runs(store)
        last = runs.last()
        one = runs.before(last).get(options.student) if last else None
        result = store.get(one.key) if one else None
        if last is None or one is None or result is None:
            raise SubmissionError(f"{options.student}: nobody in {options.output} has such a grade")
        path = options.output / "feedback" / f"{feedback.file_name(one.student)}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        sheet = WrittenHalf.of(homework(), options.output).sheet(one)
        path.write_text(feedback.page(result, one, last, sheet, reveal=options.reveal),
                        encoding="utf-8", errors="replace")  # fmt: skip
        Console(highlight=False).print(str(path), soft_wrap=True)
    return 0


def _existing(folder: Path) -> Store:
    if not (folder / NAME).is_file():
        raise SubmissionError(f"{folder}: no class was graded there; give --output")
    return Store(folder.resolve())
