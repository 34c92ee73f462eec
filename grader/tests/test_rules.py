"""The course's rules: what they do to a score, and the line that tells the student."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from grader.gradescope import metadata
from grader.gradescope.results import refused
from grader.rules.occasion import Earlier, Occasion, Person, Said
from grader.rules.policies import (
    Due,
    Group,
    Late,
    Limit,
    PassFail,
    Policies,
    PolicyError,
    SlipDays,
    described,
    load,
)
from grader.rules.settlement import lateness, refusal, settle

ADA, ALAN = Person("Ada", ("ada@example.edu",)), Person("Alan", ("3032",))
NOON = datetime(2026, 9, 14, 12, tzinfo=UTC)
TEMPLATE = Path(metadata.__file__).parent / "templates" / "policies.toml"


def hours(count: float) -> timedelta:
    """So many hours."""
    return timedelta(hours=count)


def earlier(*hours_ago: float, state: str = "graded") -> tuple[Earlier, ...]:
    """Submissions before noon, with scores 10, 20, …"""
    return tuple(
        Earlier(NOON - hours(ago), 10.0 * number, {"extra_data": {"state": state}})
        for number, ago in enumerate(hours_ago, 1)
    )


def test_without_rules_the_score_is_what_was_earned() -> None:
    known = Occasion(NOON, NOON - hours(100), (ADA,))
    assert settle(Policies(), known, 61.5, 100).score == 61.5
    assert refusal(Policies(), Occasion(NOON, earlier=earlier(3, 2, 1))) is None


@pytest.mark.parametrize(
    ("hours_late", "score"),
    [(-1, 80), (0, 80), (0.2, 80), (0.3, 72), (24.2, 72), (24.5, 64), (72.2, 56), (72.3, 0)],
)
def test_each_day_begun_after_grace_costs_a_tenth_until_nothing_is_left(
    hours_late: float, score: float
) -> None:
    rules = Policies(late=Late(percent_per_day=10, most_days=3, grace_minutes=15))
    settled = settle(rules, Occasion(NOON + hours(hours_late), NOON), 80, 100)
    assert settled.score == score
    assert any("Late by" in line for line in settled.lines) == (score < 80)


def test_a_submission_over_the_limit_keeps_the_last_score_and_says_when_the_next_one_counts() -> (
    None
):
    rules = Policies(limit=Limit(submissions=2, hours=24))
    known = Occasion(NOON, earlier=earlier(30, 20, 5))
    line = refusal(rules, known)
    assert line is not None
    assert "2026-09-14 16:00" in line
    result = refused(line, known)
    assert result["score"] == 30
    assert result["extra_data"]["state"] == "kept"


def test_only_submissions_that_were_graded_in_the_window_count_against_the_limit() -> None:
    rules = Policies(limit=Limit(submissions=2, hours=24))
    # The third was over the limit itself; that a day has passed since the first frees a place.
    assert refusal(rules, Occasion(NOON, earlier=earlier(30, 25, 24.5))) is None
    assert refusal(rules, Occasion(NOON, earlier=earlier(24, 5))) is None
    assert refusal(rules, Occasion(NOON, earlier=earlier(23.9, 5))) is not None
    failed = earlier(5, state="failed") + earlier(4, state="grading") + earlier(3)
    assert refusal(rules, Occasion(NOON, earlier=failed)) is None


def test_a_kept_score_is_the_last_valid_one_and_not_that_of_a_failed_run() -> None:
    failed = Earlier(NOON - hours(1), 0.0, {"extra_data": {"state": "failed"}})
    known = Occasion(NOON, earlier=(*earlier(3, 2), failed))
    assert refused("Not graded.", known)["score"] == 20


def test_a_group_that_is_too_large_is_not_graded_and_a_small_one_shares_its_score() -> None:
    rules = Policies(group=Group(largest=2))
    pair, three = (ADA, ALAN), (ADA, ALAN, Person("Grace"))
    assert refusal(rules, Occasion(NOON, people=pair)) is None
    assert "at most 2" in (refusal(rules, Occasion(NOON, people=three)) or "")
    (line,) = settle(rules, Occasion(NOON, people=pair), 50, 100).lines
    assert "Ada, Alan" in line


@pytest.mark.parametrize(("earned", "score"), [(69.5, 0), (70, 100), (100, 100)])
def test_pass_or_fail_gives_all_or_nothing_and_says_so(earned: float, score: float) -> None:
    settled = settle(Policies(pass_fail=PassFail(points=70)), Occasion(NOON), earned, 100)
    assert settled.score == score
    assert "from 70 points on" in settled.lines[0]


def test_every_rule_that_the_template_offers_can_be_taken(tmp_path: Path) -> None:
    lines = TEMPLATE.read_text(encoding="utf-8").splitlines()
    rules = tmp_path / "policies.toml"
    rules.write_text("\n".join(x.removeprefix("# ") if "=" in x or "[" in x else x for x in lines))
    loaded = load(rules)
    assert None not in (loaded.limit, loaded.late, loaded.group, loaded.pass_fail, loaded.due)
    assert loaded.extensions
    assert loaded.slip_days
    assert loaded.slip_days.left
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
    assert [entry.score for entry in known.earlier] == [40]
    assert known.due is None


def test_metadata_that_is_missing_or_empty_means_no_rule_applies(tmp_path: Path) -> None:
    rules = Policies(limit=Limit(1, 24), late=Late(10), group=Group(2))
    for known in (
        metadata.read(tmp_path / "none.json"),
        metadata.read(written(tmp_path / "empty.json")),
    ):
        assert refusal(rules, known) is None
        assert settle(rules, known, 50, 100).score == 50


def test_a_run_that_the_platform_calls_an_error_neither_replaces_a_score_nor_uses_a_place() -> None:
    errored = Earlier(NOON - hours(9), 0.0, errored=True)
    graded = Earlier(NOON - hours(10), 80.0)
    occasion = Occasion(NOON, earlier=(graded, errored))
    assert occasion.last_graded == graded
    assert refusal(Policies(limit=Limit(2, 24)), occasion) is None
    assert refusal(Policies(limit=Limit(1, 24)), occasion) is not None
    assert refused("Not graded.", occasion)["score"] == 80


def test_a_run_that_was_cut_off_uses_a_place_once_its_checks_were_shown() -> None:
    limit = Policies(limit=Limit(1, 24))
    for tests, counts in (([], False), ([{"score": 0, "name": "a"}], True), ("odd", False)):
        results = {"tests": tests, "extra_data": {"state": "grading"}}
        occasion = Occasion(NOON, earlier=(Earlier(NOON - hours(1), 5.0, results),))
        assert (refusal(limit, occasion) is not None) == counts


def test_the_error_of_the_platform_is_read_from_its_metadata(tmp_path: Path) -> None:
    entries = [
        {"submission_time": "2026-09-14T10:00:00Z", "score": "80.0", "autograder_error": False},
        {"submission_time": "2026-09-14T11:00:00Z", "score": "0.0", "autograder_error": True,
         "results": {}},
    ]  # fmt: skip
    path = written(tmp_path / "m.json", created_at="2026-09-14T12:00:00Z",
                   previous_submissions=entries)  # fmt: skip
    last = metadata.read(path).last_graded
    assert last is not None
    assert last.score == 80


def test_a_time_as_ruby_prints_it_is_read(tmp_path: Path) -> None:
    path = written(tmp_path / "m.json", created_at="2022-09-17 23:30:00 UTC")
    assert metadata.read(path).time == datetime(2022, 9, 17, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "unreadable"),
    [
        ({"created_at": "yesterday"}, Said.TIME),
        ({"created_at": ""}, Said.TIME),
        ({"created_at": None}, Said.TIME),
        ({"created_at": "2026-09-12T10:00:00"}, Said.TIME),
        ({"assignment": {"due_date": 7}}, Said.DUE),
        ({"assignment": [], "users": [{"assignment": {"due_date": "soon"}}]}, Said.DUE),
        ({"users": "Ada"}, Said.PEOPLE),
        ({"users": [None]}, Said.PEOPLE),
        ({"previous_submissions": {"a": 1}}, Said.EARLIER),
        ({"previous_submissions": [{"submission_time": "then", "score": "1"}]}, Said.EARLIER),
        ({"previous_submissions": [{"submission_time": "2026-09-11T10:00:00Z", "score": "NaN"}]},
         Said.EARLIER),
    ],
)  # fmt: skip
def test_what_cannot_be_read_costs_the_rule_that_needs_it_and_no_point(
    fields: dict[str, Any], unreadable: Said, tmp_path: Path
) -> None:
    whole: dict[str, Any] = {
        "created_at": "2026-09-12T10:00:00Z",
        "assignment": {"due_date": "2026-09-13T10:00:00Z"},
        "users": [{"name": "Ada"}],
        "previous_submissions": [],
    }
    occasion = metadata.read(written(tmp_path / "m.json", **whole | fields))
    assert occasion.unreadable == {unreadable}
    rules = Policies(limit=Limit(1, 24), late=Late(10), group=Group(1))
    assert refusal(rules, occasion) is None
    settled = settle(rules, occasion, 50, 100)
    assert settled.score == 50
    assert unreadable in " ".join(settled.lines)
    assert settle(Policies(), occasion, 50, 100).lines == ()


@pytest.mark.parametrize("text", ["", "[]", "not JSON", "\ud800"])
def test_metadata_that_is_no_table_leaves_the_grade_alone(text: str, tmp_path: Path) -> None:
    path = tmp_path / "m.json"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    settled = settle(Policies(late=Late(10)), metadata.read(path), 50, 100)
    assert settled.score == 50
    assert "[late] was not applied" in settled.lines[0]


def test_an_extension_moves_the_due_date_of_its_person_and_of_their_group() -> None:
    rules = Policies(late=Late(10), extensions={"ada@example.edu": 2})
    two_days_late = Occasion(NOON + hours(47), NOON, (ADA,))
    assert settle(rules, two_days_late, 80, 100).score == 80
    assert settle(rules, Occasion(NOON + hours(47), NOON, (ADA, ALAN)), 80, 100).score == 80
    assert settle(rules, Occasion(NOON + hours(47), NOON, (ALAN,)), 80, 100).score == 64


def test_slip_days_pay_for_late_days_as_long_as_there_are_some() -> None:
    rules = Policies(late=Late(10, most_days=2), slip_days=SlipDays(2, left={"3032": 0}))
    late = lateness(rules, Occasion(NOON + hours(60), NOON, (ADA,)))
    assert (late.days, late.paid, late.charged) == (3, 2, 1)
    settled = settle(rules, Occasion(NOON + hours(60), NOON, (ADA,)), 80, 100)
    assert settled.score == 72
    assert "2 days of it are slip days" in settled.lines[0]
    assert settle(rules, Occasion(NOON + hours(60), NOON, (ALAN,)), 80, 100).score == 0
    assert settle(rules, Occasion(NOON + hours(10), NOON, (ADA, ALAN)), 80, 100).score == 72


def test_what_is_only_marked_late_has_begun_one_day() -> None:
    rules = Policies(late=Late(10))
    settled = settle(rules, Occasion(marked_late=True), 80, 100)
    assert settled.score == 72
    assert "not by how much" in settled.lines[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[pass_fail]\npoints = 700", "is 700, and there are 100"),
        ("[due]\ndate = 2026-09-12T23:00:00", "a time with its zone"),
        ('[due]\ndate = "soon"', "a time with its zone"),
        ("[extensions]\nada = -1", "from 0 to"),
        ("[slip_days]\ndays = 1\nleft = 3", "must be a section"),
        ("[late]\npercent_per_day = nan", "from 0 to"),
        ("limit = 3", "must be a section"),
        ("[limit]\nhours = 0.5\nsubmissions = 2", "1 or more"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_in_one_line(
    text: str, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "policies.toml"
    path.write_text(text)
    with pytest.raises(PolicyError, match=said) as refused:
        load(path, possible=100)
    assert len(str(refused.value).splitlines()) == 1


def test_every_rule_in_force_is_described_in_a_line() -> None:
    rules = Policies(late=Late(10), due=Due(NOON), slip_days=SlipDays(2, {"a": 1}), group=Group(2))
    said = described(rules)
    assert any("percent_per_day 10" in line for line in said)
    assert any("2026-09-14 12:00" in line for line in said)
    assert len(said) == 5
