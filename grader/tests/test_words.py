"""Every message that the misconception bank brings about keeps to the style list of words.py."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from grader.authoring.release import secret_lines
from grader.diagnosis.bank import bank
from grader.judge.grading import Judge
from grader.judge.rubric import Part
from grader.model import CheckResult, PartResult, Status
from grader.report.terminal import show_block
from grader.report.words import check_lines
from grader.tests.course import HOMEWORK, ROOT, select
from grader.tests.pasting import assert_fails_as_told
from grader.tests.variants import Variant, submission, variants

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "misconceptions"
ENTRIES = [entry for path in sorted(FOLDER.glob("q*/*.py")) for entry in variants(path)]
MAX_LINES = 31
BLAME = re.compile(
    r"\b(mistakes?|wrong(ly)? of you|you (forgot|failed|did not|didn't|should have)|careless\w*"
    r"|stupid\w*|obvious\w*|simply|just(?! (below|above))|easy|easily|trivial\w*|of course"
    r"|silly|lazy|bad code)\b",
    re.IGNORECASE,
)


@cache
def secrets() -> frozenset[str]:
    """Telling lines of the solutions, without their spaces."""
    files = (ROOT / "solutions").glob("*.py")
    return frozenset("".join(line.split()) for file in files for line in secret_lines(file))


def public(part: Part) -> Part:
    """The part as students have it."""
    return replace(part, lines=tuple(line for line in part.lines if not line.hidden))


def in_terminal(part: PartResult, check: CheckResult) -> str:
    """The message as 80 columns show it, without the empty line before it."""
    console = Console(width=80, highlight=False)
    with console.capture() as capture:
        show_block(check, check_lines(part, check), console)
    return "\n".join(line.rstrip() for line in capture.get().splitlines() if line.strip())


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_a_message_names_the_function_shows_a_case_and_has_a_next_step(
    entry: Variant, explaining_judge: Judge
) -> None:
    chosen = [public(part) for part in select(entry.part)]
    (part,) = explaining_judge.grade(submission(entry), chosen).parts
    for check in part.checks:
        if check.status is not Status.FAILED:
            continue
        message = in_terminal(part, check)
        lines = dict(check_lines(part, check))
        assert len(message.splitlines()) < MAX_LINES, message
        assert max(map(cell_len, message.splitlines())) <= 80, message
        assert entry.function in message, message
        assert lines["case"], message
        assert "…" not in lines["case"], message
        assert lines["found"], message
        assert lines["read"], message
        assert lines["again"].startswith("make check Q="), message
        assert not BLAME.search("\n".join([check.sentence, lines["found"], lines.get("idea", "")]))
        assert_fails_as_told(check, entry)
        # What they printed or where they raised may quote their own lines.
        ours = (text for label, text in lines.items() if label not in ("printed", "where"))
        squeezed = "".join("".join(ours).split())
        assert not [line for line in secrets() if line in squeezed], message


def test_hints_and_formulas_neither_blame_nor_hold_code_of_the_solution() -> None:
    assert secrets()
    for entry in bank(HOMEWORK).entries:
        text = f"{entry.formula} {entry.hint}"
        assert not BLAME.search(text), entry.id
        assert not [line for line in secrets() if line in "".join(text.split())], entry.id


def test_what_a_check_looks_at_is_called_by_a_noun() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")]
    called = {what for text in texts for what in re.findall(r'\bwhat=f?"([^"]*)"', text)}
    assert len(called) > 40
    assert not [what for what in called if re.match(r"(?:at|by|for|from|in|of|on|with) ", what)]
