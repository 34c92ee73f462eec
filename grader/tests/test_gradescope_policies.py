"""The course's rules: what they do to a score, and the line that tells the student."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from grader.gradescope import metadata
from grader.gradescope.metadata import Metadata, Previous
from grader.gradescope.policies import (
    Group,
    Late,
    Limit,
    PassFail,
    Policies,
    load,
    refusal,
    settle,
)
from grader.gradescope.results import refused

NOON = datetime(2026, 9, 14, 12, tzinfo=UTC)
TEMPLATE = Path(metadata.__file__).parent / "templates" / "policies.toml"


def hours(count: float) -> timedelta:
    """So many hours."""
    return timedelta(hours=count)


def earlier(*hours_ago: float, state: str = "graded") -> tuple[Previous, ...]:
    """Submissions before noon, with scores 10, 20, …"""
    return tuple(
        Previous(NOON - hours(ago), 10.0 * number, {"extra_data": {"state": state}})
        for number, ago in enumerate(hours_ago, 1)
    )


def test_without_rules_the_score_is_what_was_earned() -> None:
    known = Metadata(NOON, NOON - hours(100), ("Ada",))
    assert settle(Policies(), known, 61.5, 100).score == 61.5
    assert refusal(Policies(), Metadata(NOON, previous=earlier(3, 2, 1))) is None


@pytest.mark.parametrize(
    ("hours_late", "score"),
    [(-1, 80), (0, 80), (0.2, 80), (0.3, 72), (24.2, 72), (24.5, 64), (72.2, 56), (72.3, 0)],
)
def test_each_day_begun_after_grace_costs_a_tenth_until_nothing_is_left(
    hours_late: float, score: float
) -> None:
    rules = Policies(late=Late(percent_per_day=10, most_days=3, grace_minutes=15))
    settled = settle(rules, Metadata(NOON + hours(hours_late), NOON), 80, 100)
    assert settled.score == score
    assert any("Late by" in line for line in settled.lines) == (score < 80)


def test_a_submission_over_the_limit_keeps_the_last_score_and_says_when_the_next_one_counts() -> (
    None
):
    rules = Policies(limit=Limit(submissions=2, hours=24))
    known = Metadata(NOON, previous=earlier(30, 20, 5))
    line = refusal(rules, known)
    assert line is not None
    assert "2026-09-14 16:00" in line
    result = refused(line, known)
    assert result["score"] == 30
    assert result["extra_data"]["state"] == "kept"


def test_only_submissions_that_were_graded_in_the_window_count_against_the_limit() -> None:
    rules = Policies(limit=Limit(submissions=2, hours=24))
    # The third was over the limit itself; that a day has passed since the first frees a place.
    assert refusal(rules, Metadata(NOON, previous=earlier(30, 25, 24.5))) is None
    assert refusal(rules, Metadata(NOON, previous=earlier(24, 5))) is None
    assert refusal(rules, Metadata(NOON, previous=earlier(23.9, 5))) is not None
    failed = earlier(5, state="failed") + earlier(4, state="grading") + earlier(3)
    assert refusal(rules, Metadata(NOON, previous=failed)) is None


def test_a_kept_score_is_the_last_valid_one_and_not_that_of_a_failed_run() -> None:
    failed = Previous(NOON - hours(1), 0.0, {"extra_data": {"state": "failed"}})
    known = Metadata(NOON, previous=(*earlier(3, 2), failed))
    assert refused("Not graded.", known)["score"] == 20


def test_a_group_that_is_too_large_is_not_graded_and_a_small_one_shares_its_score() -> None:
    rules = Policies(group=Group(largest=2))
    pair, three = ("Ada", "Alan"), ("Ada", "Alan", "Grace")
    assert refusal(rules, Metadata(NOON, people=pair)) is None
    assert "at most 2" in (refusal(rules, Metadata(NOON, people=three)) or "")
    (line,) = settle(rules, Metadata(NOON, people=pair), 50, 100).lines
    assert "Ada, Alan" in line


@pytest.mark.parametrize(("earned", "score"), [(69.5, 0), (70, 100), (100, 100)])
def test_pass_or_fail_gives_all_or_nothing_and_says_so(earned: float, score: float) -> None:
    settled = settle(Policies(pass_fail=PassFail(points=70)), Metadata(NOON), earned, 100)
    assert settled.score == score
    assert "from 70 points on" in settled.lines[0]


def test_every_rule_that_the_template_offers_can_be_taken(tmp_path: Path) -> None:
    lines = TEMPLATE.read_text(encoding="utf-8").splitlines()
    rules = tmp_path / "policies.toml"
    rules.write_text("\n".join(x.removeprefix("# ") if "=" in x or "[" in x else x for x in lines))
    loaded = load(rules)
    assert None not in (loaded.limit, loaded.late, loaded.group, loaded.pass_fail)
    assert load(TEMPLATE) == Policies()


def written(path: Path, **fields: Any) -> Path:
    """A submission_metadata.json with these fields."""
    path.write_text(json.dumps(fields), encoding="utf-8")
    return path


def test_a_group_has_the_latest_due_date_of_its_people(tmp_path: Path) -> None:
    due, extended = "2026-09-10T23:00:00-07:00", "2026-09-15T23:00:00-07:00"
    users = [{"name": "Ada"}, {"name": "Alan", "assignment": {"due_date": extended}}]
    path = written(
        tmp_path / "submission_metadata.json",
        created_at="2026-09-12T10:00:00.365935-07:00",
        assignment={"due_date": due},
        users=users,
    )
    known = metadata.read(path)
    assert known.due == datetime.fromisoformat(extended)
    assert settle(Policies(late=Late(10)), known, 50, 100).score == 50
    path = written(
        path, created_at="2026-09-12T10:00:00-07:00", assignment={"due_date": due}, users=users[:1]
    )
    assert settle(Policies(late=Late(10)), metadata.read(path), 50, 100).score == 40


def test_a_regrade_sees_what_the_first_grading_saw(tmp_path: Path) -> None:
    later = {"submission_time": "2026-09-13T10:00:00Z", "score": "90.0", "results": {"score": 90}}
    before = {"submission_time": "2026-09-11T10:00:00Z", "score": "40.0", "results": None}
    path = written(
        tmp_path / "submission_metadata.json",
        created_at="2026-09-12T10:00:00Z",
        assignment={"due_date": None},
        users=None,
        previous_submissions=[later, before],
    )
    known = metadata.read(path)
    assert [entry.score for entry in known.previous] == [40]
    assert known.due is None


def test_metadata_that_is_missing_or_empty_means_no_rule_applies(tmp_path: Path) -> None:
    rules = Policies(limit=Limit(1, 24), late=Late(10), group=Group(2))
    for known in (
        metadata.read(tmp_path / "none.json"),
        metadata.read(written(tmp_path / "empty.json")),
    ):
        assert refusal(rules, known) is None
        assert settle(rules, known, 50, 100).score == 50
