"""`make watch`: re-check what a save has changed, as soon as it is saved.

The judge stays warm, and only the functions whose text differs from the last save are looked at,
with those that call them; where something around them changed (an import, a helper, a constant),
all of the file's are. Files are compared as text and never run or parsed here.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from rich.console import Console
from rich.text import Text
from watchfiles import Change, watch

from grader.homework import Homework
from grader.judge.grading import Judge
from grader.judge.rubric import Part, rubric
from grader.model import Report, Status
from grader.report import terminal
from grader.report.shown import is_unloaded
from grader.report.words import trouble_line
from grader.submission import SubmissionError, load

# Milliseconds without another change after which a save counts as complete, and the longest wait.
QUIET, LONGEST = 30, 400
_HEAD = re.compile(r"(?m)^(?:async\s+)?def\s+(\w+)")
_NO_CODE = re.compile(r'(?s)""".*?"""|(?-s:#.*)')


@dataclass
class Watched:
    """A folder's graded files as they were when they were last checked."""

    folder: Path
    parts: tuple[Part, ...]
    texts: dict[str, str] = field(default_factory=dict)
    # Parts whose file did not load: what they are like is not known yet.
    unsettled: set[str] = field(default_factory=set)

    def changes(self) -> list[Part]:
        """The parts that may have another result than before, and the new texts kept."""
        affected: set[str] = set()
        for name in dict.fromkeys(part.stated.file for part in self.parts):
            new = _read(self.folder / name)
            if new is None or new == self.texts.get(name):
                continue
            of_file = [part for part in self.parts if part.stated.file == name]
            affected |= changed_parts(of_file, self.texts.get(name, ""), new)
            affected |= {part.name for part in of_file if part.name in self.unsettled}
            self.texts[name] = new
        return [part for part in self.parts if part.name in affected]

    def settle(self, report: Report) -> None:
        """Keep in mind which parts could not be looked at, because their file did not load."""
        self.unsettled -= {part.name for part in report.parts}
        self.unsettled |= {part.name for part in report.parts if is_unloaded(part)}

    def forget(self, parts: Sequence[Part]) -> None:
        """Have these looked at again at the next save, changed or not."""
        for part in parts:
            self.texts.pop(part.stated.file, None)


class Watch:
    """A folder, and a warm judge for it: first the verdicts, then what they are about."""

    def __init__(self, folder: Path, judge: Judge, console: Console, *, staff: bool) -> None:
        self._watched = Watched(folder, rubric(judge.homework))
        self._explain, self._console, self._staff = judge, console, staff
        self._decide = Judge(
            judge.homework, judge.servers, judge.recording, judge.budget, explain=False
        )

    def run(self) -> None:
        """Check what changes in the folder, until Ctrl-C."""
        self._decide.recording.prepare(part.name for part in self._decide.homework.parts)
        self._decide.load_checks()  # the first save must not wait for that
        self._watched.changes()
        self._console.print(
            f"watching {self._watched.folder.name}/: save a file to check what you changed; "
            "Ctrl-C ends"
        )
        for _ in _saves(self._watched.folder, self._decide.homework):
            if chosen := self._watched.changes():
                try:
                    self.check(chosen)
                except SubmissionError as problem:
                    self._console.print(Text(str(problem), style="red"))

    def check(self, chosen: Sequence[Part]) -> None:
        """Say how these parts stand, and explain what fails."""
        start = time.monotonic()
        submission = load(self._watched.folder, self._decide.homework)
        report = self._decide.grade(submission, chosen)
        self._watched.settle(report)
        if trouble := trouble_line(report):
            self._watched.forget(chosen)
            self._console.print(Text(trouble, style="magenta"))
            return
        verdict = told(report)
        seconds = time.monotonic() - start
        self._console.rule(f"{time.strftime('%H:%M:%S')}, checked in {seconds:.1f} s", style="dim")
        if not verdict.parts:
            text = "nothing that this save changed has been started"
            self._console.print(Text(text, style="dim"))
            return
        terminal.show_overview(verdict, self._console)
        failed = {part.name for part in verdict.parts if part.status is Status.FAILED}
        if failed:
            to_explain = [part for part in chosen if part.name in failed]
            explained = self._explain.grade(submission, to_explain)
            terminal.show_details(explained, self._console, staff=self._staff)


def told(report: Report) -> Report:
    """The report of the parts that have been started; of a file that does not load only one."""
    started = [part for part in report.parts if part.status is not Status.NOT_STARTED]
    again = [part.name for part in started if is_unloaded(part)][1:]
    shown = tuple(part for part in started if part.name not in again)
    score, possible = sum(part.score for part in shown), sum(part.possible for part in shown)
    return replace(report, parts=shown, total=score, possible=possible)


def changed_parts(of_file: Sequence[Part], old: str, new: str) -> set[str]:
    """Those parts of a file that a change of its text can matter to."""
    before, after = _pieces(old), _pieces(new)
    changed = {key for key in before | after if before.get(key) != after.get(key)}
    if changed - {part.stated.function for part in of_file}:
        return {part.name for part in of_file}
    affected = _with_callers(changed, after)
    return {part.name for part in of_file if part.stated.function in affected}


def _with_callers(changed: set[str], pieces: dict[str, str]) -> set[str]:
    """The functions, and those that name one of them in their code, by way of others too."""
    code = {name: _NO_CODE.sub("", text) for name, text in pieces.items()}
    while True:
        named = re.compile(rf"\b(?:{'|'.join(map(re.escape, changed))})\b")
        callers = {name for name, text in code.items() if changed and named.search(text)}
        if callers <= changed:
            return changed
        changed = changed | callers


def _saves(folder: Path, homework: Homework) -> Iterator[object]:
    def is_graded(_: Change, path: str) -> bool:
        # An editor that saves by renaming has the file's own name at the end.
        return Path(path).name in homework.file_names

    return watch(folder, watch_filter=is_graded, recursive=False, step=QUIET, debounce=LONGEST)


def _read(path: Path) -> str | None:
    """The text; None where there is none at this moment: an editor may be about to write it."""
    try:
        return path.read_text(encoding="utf-8", errors="replace") or None
    except OSError:
        return None


def _pieces(text: str) -> dict[str, str]:
    """The text from each function's head to the next, by name; what is before the first by ""."""
    heads = list(_HEAD.finditer(text))
    ends = [*(head.start() for head in heads), len(text)]
    pieces = {"": text[: ends[0]]}
    for head, end in zip(heads, ends[1:], strict=True):
        pieces[head[1]] = pieces.get(head[1], "") + text[head.start() : end]
    return pieces
