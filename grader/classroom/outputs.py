"""What staff get of a run: tables, a feedback file for each student, class.html.

All is written from what the store has of that run, so that any kept run can be written again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from grader.classroom import changes as compare
from grader.classroom import feedback, gradebooks, tables
from grader.classroom.executors import Workers
from grader.classroom.hand_ins import HandIns, unpacked
from grader.classroom.here import homework
from grader.classroom.likeness.pages import Earlier, write_pages
from grader.classroom.outcome import KEPT, NOT_GRADED
from grader.classroom.page import MOST_CHANGES, Around, Page
from grader.classroom.people import People
from grader.classroom.result import unpacked_sources
from grader.classroom.runs import Run, Runs
from grader.classroom.standing import Standing
from grader.classroom.statistics import Statistics
from grader.classroom.store import Store
from grader.classroom.summary import Summary
from grader.classroom.written_half import WrittenHalf
from grader.submission import Submission

_KNOWN_RIGHT = 60


@dataclass(frozen=True)
class Asked:
    """What staff asked for. reveal: feedback with hidden checks in full. feedback: for everybody,
    however large the class."""

    reveal: bool = False
    feedback: bool = False


@dataclass(frozen=True)
class Written:
    """What the run has to say at its end.

    again: how many have to be graded again. faults: what went wrong on our side and cost nobody a
    point, each with how many students it is about.
    """

    students: int
    again: int
    lines: tuple[str, ...]
    faults: tuple[tuple[str, int], ...] = ()


class Outputs:
    """The outputs of one run, below one folder."""

    def __init__(self, store: Store, run: Run, people: People, folder: Path) -> None:
        self._store, self._run, self._people, self._folder = store, run, people, folder
        self._runs = Runs(store)
        self._written = WrittenHalf.of(homework(), folder)

    def write(self, asked: Asked, workers: Workers, earlier: Earlier | None = None) -> Written:
        """Write everything."""
        count = self._runs.count(self._run)
        with_feedback = asked.feedback or count <= feedback.MOST_WRITTEN
        lines = [*self._tables(with_feedback), *self._written.told(self._standings())]
        folder = self._folder / "feedback"
        if with_feedback:
            pages = feedback.stale(
                self._store,
                self._run,
                self._standings(),
                self._written,
                folder,
                reveal=asked.reveal,
            )
            feedback.write(self._store, pages, workers)
            feedback.remove_others(self._store, self._standings(), folder)
        else:
            lines.append(
                f"{count} students: no feedback files were written; "
                "`python -m grader feedback STUDENT` writes one, --feedback all of them"
            )
        again = self._page(with_feedback, earlier)
        return Written(count, again, tuple(lines), tuple(self._store.faults(self._run.id)))

    def _standings(self) -> Iterator[Standing]:
        return self._runs.standings(self._run)

    def _tables(self, with_feedback: bool) -> Iterator[str]:
        folder, scheme = self._folder, self._run.scheme
        tables.write_grades(
            folder / "grades.csv",
            scheme,
            self._standings(),
            self._written,
            with_feedback=with_feedback,
        )
        tables.write_files(folder / "files.csv", self._files())
        scores = self._written.scores(scheme)
        gradebooks.write_gradescope(folder / "gradescope.csv", scheme, scores, self._standings())
        left_out = gradebooks.write_canvas(
            folder / "canvas.csv", scheme.title, scores, self._standings(), self._people
        )
        if left_out:
            yield f"canvas.csv leaves out {left_out} whom Canvas could not tell from others"
        if gradebooks.is_for_moodle(self._people, self._standings()):
            path = folder / "moodle.csv"
            if said := gradebooks.write_moodle(path, scores, self._standings(), self._people):
                yield said

    def _files(self) -> Iterator[tuple[str, str, str]]:
        """Every file of the export, whose it is, what became of it."""
        hand_ins = HandIns(self._store)
        status = {one.student: (one.key, one.status, one.reason) for one in self._standings()}
        for student, own in hand_ins.by_student():
            for row in own:
                if row["counts"] and student in status:
                    _, stands, reason = status[student]
                    fate = f"{stands}: {reason}" if reason else stands
                else:
                    fate = row["reason"] or "another one counts"
                for entry in unpacked(row["line"]).hand_in.entries:
                    yield entry, student, fate
        for left in hand_ins.left_over():
            yield left.entry, left.student, f"left out: {left.why}"

    def _page(self, with_feedback: bool, earlier: Earlier | None) -> int:
        """class.html, checks.csv, sections.csv; how many have to be graded again."""
        scheme, store = self._run.scheme, self._store
        summary = Summary(scheme)
        page = Page(self._folder / "class.html", summary)
        right: list[Submission] = []
        again = 0
        for one in self._standings():
            result = store.get(one.key) if one.is_graded else None
            path = f"feedback/{feedback.file_name(one.student)}.html" if with_feedback else ""
            page.add(one, result, path if result else "")
            again += one.status in (NOT_GRADED, KEPT) or bool(result and result.trouble)
            if result and len(right) < _KNOWN_RIGHT and sum(
                result.earned(scheme).values()
            ) >= scheme.points:  # fmt: skip
                right.append(Submission(one.student, unpacked_sources(result), homework()))
        if earlier:
            earlier.add_to(summary.likeness)
        groups = summary.groups()

        def submission_of(student: str) -> Submission | None:
            before = earlier.get(student) if earlier else None
            one = self._runs.before(self._run).get(student)
            result = store.get(one.key) if one else None
            return before or (
                Submission(student, unpacked_sources(result), homework()) if result else None
            )

        pages = write_pages(self._folder / "alike", scheme, groups, submission_of, page.name, right)
        self._write_statistics(summary.statistics, summary)
        before = self._runs.previous(self._run)
        found, changed = self._changes(before)
        page.write(
            store.sentences(),
            Around(
                self._run, before, found, changed,
                compare.points_changed(before.scheme, scheme) if before else (),
                Counter(fate.partition(":")[0] for _, _, fate in self._fates()),
                groups, pages, store.faults(self._run.id),
            ),
        )  # fmt: skip
        return again

    def _fates(self) -> Iterator[tuple[str, str, str]]:
        """Of each file once, also where several people handed it in together."""
        seen = set()
        for row in self._files():
            if row[0] not in seen:
                seen.add(row[0])
                yield row

    def _changes(self, before: Run | None) -> tuple[list[compare.Change], int]:
        path = self._folder / "changes.csv"
        if before is None:
            tables.write_changes(path, ())
            return [], 0
        first = list(islice(compare.changes(self._store, before, self._run), MOST_CHANGES))
        count = tables.write_changes(path, compare.changes(self._store, before, self._run))
        return first, count

    def _write_statistics(self, statistics: Statistics, summary: Summary) -> None:
        sentences = self._store.sentences()
        with tables.table(self._folder / "checks.csv") as rows:
            rows.write("check", "says", "hidden", "points", "graded", "passed", "failed",
                       "apart from one slip",
                       "timed out", "not started", "tells apart", "mean seconds",
                       "look at it")  # fmt: skip
            for one in statistics.checks:
                value = one.discrimination
                rows.write(
                    one.name, sentences.get(one.id, ""), one.hidden, one.points, one.graded,
                    one.codes["p"], one.codes["f"], one.codes["a"], one.codes["t"], one.codes["n"],
                    "" if value is None else round(value, 3), round(one.mean_seconds, 4),
                    one.remark,
                )  # fmt: skip
        with tables.table(self._folder / "sections.csv") as rows:
            rows.write("section", "students with a score", "mean", "median", "lowest", "highest")
            for section, scores in sorted(summary.sections.items()):
                rows.write(section or "none", scores.number, scores.mean, scores.quantile(0.5),
                           min(scores.counts), max(scores.counts))  # fmt: skip
