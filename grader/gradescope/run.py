"""What run_autograder starts: grade what Gradescope put into /autograder/submission.

    python -m grader.gradescope.run            grade
    python -m grader.gradescope.run STATUS     say that grading ended with this exit status

results/results.json is replaced after every check. A failure of ours is written there for staff,
with a friendly line for the student.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from grader.gradescope import metadata, results
from grader.gradescope.live import LiveResults, write
from grader.homework import find
from grader.rules import policies
from grader.rules.occasion import Occasion
from grader.rules.settlement import refusal
from grader.submission import Submission, SubmissionError, load

if TYPE_CHECKING:
    from grader.judge.grading import Judge
    from grader.model import PartResult, Report


class NotGraded(Exception):
    """We failed at a check ourselves; what the others earned is no score."""


@dataclass(frozen=True)
class Places:
    """Gradescope's folders, below /autograder unless AUTOGRADER_ROOT says otherwise."""

    root: Path

    @classmethod
    def from_environment(cls) -> Places:
        """Where we are."""
        return cls(Path(os.environ.get("AUTOGRADER_ROOT", "/autograder")))

    @property
    def results(self) -> Path:
        """The file that Gradescope reads."""
        return self.root / "results" / "results.json"

    @property
    def quarantine(self) -> Path:
        """Where the submission lies while it is graded: no program looks for code there."""
        return self.root / "quarantine"

    @property
    def policies(self) -> Path:
        """The course's rules."""
        return self.root / "source" / "policies.toml"

    def occasion(self) -> Occasion:
        """What Gradescope says about the submission."""
        return metadata.read(self.root / "submission_metadata.json")


def main(places: Places) -> int:
    """Grade; 0 whatever the score, 1 after a failure of ours."""
    occasion = Occasion()
    try:
        occasion = places.occasion()
        write(places.results, results.started(occasion))
        _grade(places, occasion)
    except Exception:
        report_failure(places, traceback.format_exc(), occasion)
        return 1
    return 0


def report_failure(places: Places, detail: str, occasion: Occasion) -> None:
    """Write a failure of ours into the results, beside what had been graded by then."""
    print(detail, file=sys.stderr)
    try:
        last = json.loads(places.results.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        last = {}
    write(places.results, results.failed(detail, last, occasion))


def report_exit(places: Places, status: int) -> None:
    """Say that grading ended with an exit status, where it didn't say so itself."""
    state = (
        json.loads(places.results.read_text(encoding="utf-8")).get("extra_data", {}).get("state")
    )
    if state in ("started", "grading"):
        cause = f"killed by signal {status - 128}" if status > 128 else f"exit status {status}"
        detail = f"The grading process ended early ({cause})."
        report_failure(places, detail, places.occasion())


def _grade(places: Places, occasion: Occasion) -> None:
    rules = policies.load(places.policies)
    folder = _quarantine(places)
    line = refusal(rules, occasion)
    if line is not None:
        write(places.results, results.refused(line, occasion))
        return
    try:
        submission = load(folder, find(Path(__file__)))
    except SubmissionError as error:
        line = str(error).replace(folder.name, "submission", 1)
        write(places.results, results.nothing_to_grade(line))
        return
    _judge(submission, places, rules, occasion)


def _judge(
    submission: Submission, places: Places, rules: policies.Policies, occasion: Occasion
) -> None:
    from grader.judge.opening import open_judge

    with open_judge(submission.homework, carry=rules.follow_through.carry) as (judge, chosen):
        from grader.report import terminal

        live = LiveResults.of(places.results, chosen, rules, occasion)

        def on_part(part: PartResult) -> None:
            print(f"{part.name}: {part.score:g} of {part.possible:g}", flush=True)

        report = judge.grade(submission, on_part=on_part, on_check=live.on_check)
        if report.trouble:
            raise NotGraded(report.trouble)
        live.finish(report, _leaderboard(submission, report, judge))
        # Gradescope shows the output of this program to staff alone.
        terminal.show(report, Console(width=100, highlight=False), staff=True)


def _leaderboard(submission: Submission, report: Report, judge: Judge) -> list[dict[str, Any]]:
    """What the homework shows on Gradescope's leaderboard, if it has one."""
    from grader.calls.session import session_with

    def constant(module: str, name: str) -> Any:
        with session_with(submission, judge.servers, module, judge.budget) as session:
            return session.constant(name)

    try:
        entries = submission.homework.hook("leaderboard")
        return entries(report, constant) if entries else []
    except Exception:  # a fault of ours is for staff to read, and costs nobody a score
        traceback.print_exc()
        return []


def _quarantine(places: Places) -> Path:
    """Move the submission to where nothing is run from; the folder it is in now."""
    submission, quarantine = places.root / "submission", places.quarantine
    quarantine.mkdir(mode=0o700, exist_ok=True)
    waiting = sorted(submission.iterdir()) if submission.is_dir() else []
    if waiting:  # otherwise this is a second run in one container, and it has been moved already
        shutil.rmtree(quarantine)
        quarantine.mkdir(mode=0o700)
        for path in waiting:
            shutil.move(path, quarantine / path.name)
    return quarantine


if __name__ == "__main__":
    if len(sys.argv) > 1:
        report_exit(Places.from_environment(), int(sys.argv[1]))
    else:
        sys.exit(main(Places.from_environment()))
