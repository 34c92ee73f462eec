"""Every attack gets what its answers are worth, and nothing beside it feels it."""

from __future__ import annotations

import io
import json

import pytest
from rich.console import Console

from grader.gradescope import results
from grader.judge.grading import Judge
from grader.model import Report
from grader.report import terminal
from grader.report.html import as_html
from grader.rules.policies import Visibility
from grader.rules.settlement import Settlement
from grader.tests.attacks.attack import Attack, attacks
from grader.tests.attacks.conftest import Judges
from grader.tests.attacks.surroundings import Surroundings, left_running
from grader.tests.course import ROOT, load


def shown(report: Report) -> str:
    """All that a student may come to see: in a terminal, in a page, in results.json."""
    text = io.StringIO()
    console = Console(file=text, width=80, force_terminal=False, color_system=None)
    terminal.show(report, console)
    found = results.finished(report, Settlement(report.total, ()), Visibility())
    assert found["score"] == report.total
    written = json.dumps(found, allow_nan=False, ensure_ascii=False)
    assert json.loads(written) == found
    return "\n".join([text.getvalue(), as_html(report), written])


@pytest.mark.parametrize("attack", attacks(), ids=lambda attack: attack.name)
def test_an_attack_gets_what_its_answers_are_worth(
    attack: Attack, judge_of: Judges, patient_judge: Judge, around: Surroundings
) -> None:
    assert attack.targets, "the attack has no part to attack"
    submission = attack.submission(around.places)
    report = judge_of(attack).grade(submission, attack.targets)
    for part in report.parts:
        assert part.score <= attack.deserves * part.possible, part.name
    text = shown(report)
    assert around.token not in text
    assert all(character.isprintable() or character in "\n\t" for character in text)
    # The same submission goes on: its other parts don't feel it.
    report = patient_judge.grade(submission, attack.bystanders)
    assert [part.name for part in report.parts if part.score < part.possible] == []
    assert around.signs() == []
    assert left_running(patient_judge.servers) == []


def test_every_attack_says_what_it_tries_and_what_must_happen() -> None:
    for attack in attacks():
        assert "\nMust: " in attack.comment, attack.name
    assert len(attacks()) >= 60


def test_an_honest_submission_gets_full_marks_here(patient_judge: Judge) -> None:
    report = patient_judge.grade(load(ROOT / "solutions"))
    lost = [check.test_id for part in report.parts for check in part.checks if check.failure]
    assert lost == []
    assert report.total == 100
