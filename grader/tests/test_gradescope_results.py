"""results.json: valid at every moment, honest about what it does not say."""

from __future__ import annotations

import dataclasses
import itertools
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from grader.gradescope import live, results
from grader.gradescope.live import LiveResults
from grader.model import CheckResult, Failure, PartResult, Report, Status
from grader.report.markdown import escaped
from grader.report.shown import LEGEND
from grader.rules.occasion import Earlier, Occasion
from grader.rules.policies import VISIBILITIES, Late, PassFail, Policies, Visibility
from grader.rules.settlement import Settlement
from grader.tests.course import parts

SCHEMA = json.loads(
    (Path(results.__file__).parent / "results.schema.json").read_text(encoding="utf-8")
)
NOON = datetime(2026, 9, 14, 12, tzinfo=UTC)
RESUBMITTED = Occasion(
    NOON, earlier=(Earlier(NOON - timedelta(hours=1), 40.0, {"tests": [], "score": 40.0}),)
)


def valid(result: dict[str, Any]) -> dict[str, Any]:
    """The same, once it has gone through JSON and follows the schema."""
    again: dict[str, Any] = json.loads(json.dumps(result, allow_nan=False))
    jsonschema.Draft202012Validator(SCHEMA).validate(again)
    return again


def check(name: str, status: Status, *, hidden: bool = False) -> CheckResult:
    """A check worth 2 points."""
    folder = "tests/hidden" if hidden else "tests"
    failure = Failure("the values differ") if status is Status.FAILED else None
    test_id = f"{folder}/test_q1_learning_rates.py::test_{name}"
    return CheckResult(
        test_id, f"Property {name}.", status, 2, hidden, failure, 0.25, "learning_rates", name
    )


def part(name: str, *checks: CheckResult) -> PartResult:
    """A question part with these checks."""
    earned = sum(check.earned for check in checks)
    return PartResult(name, f"Q1 {name[3:]}", earned, 2.0 * len(checks), checks, question="Q1")


DONE = part("q1_rate", check("a", Status.PASSED), check("b", Status.FAILED, hidden=True))
BLANK = part("q1_speed", check("c", Status.NOT_STARTED), check("d", Status.FAILED))
REPORT = Report(
    "submission",
    "0123",
    total=DONE.score + BLANK.score,
    possible=8,
    parts=(DONE, BLANK),
    notes=("<b>notes.txt</b>: left out",),
    seed=182,
    case_digest="4567",
    versions={"numpy": "2.4.6"},
    layers=("user",),
    seconds=1.5,
)


def finished(report: Report = REPORT, **fields: Any) -> dict[str, Any]:
    """The whole report without any of the course's rules."""
    arguments: dict[str, Any] = {
        "settlement": Settlement(report.total, ()),
        "visibility": Visibility(),
    } | fields
    return valid(results.finished(report, **arguments))


def test_the_schema_refuses_what_gradescope_would() -> None:
    good = finished()
    spoils: list[dict[str, Any]] = [
        {"score": "2"},
        {"visibility": "later"},
        {"tests": [{"name": "a", "output": "", "visibility": "visible", "score": 1}]},
        {"leaderboard": [{"value": 3}]},
        {"output_format": "markdown"},
        {"extra_data": {}},
    ]
    for spoil in spoils:
        with pytest.raises(jsonschema.ValidationError):
            valid(good | spoil)
    with pytest.raises(jsonschema.ValidationError):
        valid({key: value for key, value in good.items() if key != "score"})


def test_every_check_is_a_test_with_its_number_points_tags_and_time_of_showing() -> None:
    first, second, third, fourth = finished()["tests"]
    assert [x["number"] for x in (first, second, third, fourth)] == ["1.1", "1.2", "2.1", "2.2"]
    assert (first["score"], first["max_score"], first["status"]) == (2, 2, "passed")
    assert (second["score"], second["status"]) == (0, "failed")
    assert first["tags"] == ["Q1", "learning_rates", "q1_rate", "passed"]
    assert (first["visibility"], second["visibility"]) == ("visible", "after_due_date")
    assert third["output"] == "not started"
    assert "the values differ" in fourth["output"]


def test_the_numbers_of_public_checks_are_those_of_make_check() -> None:
    for rubric in parts():
        checks = tuple(
            CheckResult(line.test_id, line.test_id, Status.PASSED, 1, line.hidden)
            for line in rubric.lines
        )
        asked = PartResult(rubric.name, rubric.title, 1, len(checks), checks)
        for test in finished(dataclasses.replace(REPORT, parts=(asked,)))["tests"]:
            name = f"{rubric.name}.{test['number'].removeprefix('1.')}"
            test_id = test["name"].removeprefix(f"{rubric.title}: ")
            line = next(x for x in rubric.lines if x.test_id == test_id)
            assert name == rubric.label(line) or line.hidden


def test_the_marks_around_an_entry_are_explained_at_the_top_where_there_are_any() -> None:
    value = np.array([1.0, 2.0])
    marked = Failure("x", expected=value, got=value + 1, worst=(1,))
    failed = dataclasses.replace(check("e", Status.FAILED), failure=marked)
    report = dataclasses.replace(REPORT, parts=(part("q1_rate", failed),))
    assert escaped(LEGEND) in finished(report)["output"]
    assert escaped(LEGEND) not in finished()["output"]


def test_a_hidden_check_shows_neither_case_nor_cause_when_it_becomes_visible() -> None:
    hidden = finished()["tests"][1]
    assert "values differ" not in hidden["output"]
    assert "1 hidden check" in hidden["output"]


@pytest.mark.parametrize("hidden", [x for x in VISIBILITIES if x != "visible"])
def test_public_green_never_passes_for_the_whole_score(hidden: str) -> None:
    report = dataclasses.replace(REPORT, parts=(DONE,), possible=4)
    output = finished(report, visibility=Visibility(hidden=hidden))["output"]
    assert "Public checks: 2 of 2 points." in output
    assert "not the whole score: 2 more points are in 1 check that is" in output
    assert "of 4" not in output


def test_where_hidden_checks_are_shown_the_summary_gives_the_whole_score() -> None:
    output = finished(visibility=Visibility(hidden="visible"))["output"]
    assert "2 of 8 points." in output
    assert "not the whole score" not in output


def test_the_summary_names_what_is_not_started_and_what_was_left_out() -> None:
    blank = part("q1_speed", check("c", Status.NOT_STARTED))
    output = finished(dataclasses.replace(REPORT, parts=(DONE, blank)))["output"]
    assert "Not started: q1" in output
    assert "| Q1 speed | not started | 0 of 2 |" in output
    assert "`note: <b>notes.txt</b>: left out`" in output


def test_what_many_public_checks_have_in_common_is_said_once_at_the_top() -> None:
    broken = [
        part(f"q1_{name}", check("x", Status.FAILED), check("y", Status.FAILED, hidden=True))
        for name in ("a", "b", "c")
    ]
    report = dataclasses.replace(REPORT, parts=tuple(broken), possible=12)
    assert "`the same in 3 checks: the values differ`" in finished(report)["output"]
    assert "the same in" not in finished()["output"]


def test_the_lines_of_the_rules_are_shown_and_names_in_them_are_no_markup() -> None:
    settlement = Settlement(1.5, ("Handed in together by *Ada*, <i>Alan</i>.",))
    result = finished(settlement=settlement)
    assert result["score"] == 1.5
    assert "\\*Ada\\*, &lt;i&gt;Alan" in result["output"]
    assert result["extra_data"]["policies"] == list(settlement.lines)


def test_staff_find_seed_versions_timings_and_the_digest_of_the_cases() -> None:
    extra = finished()["extra_data"]
    assert (extra["seed"], extra["case_digest"]) == (182, "4567")
    assert extra["versions"] == {"numpy": "2.4.6"}
    assert extra["seconds"] == {"q1_rate": 0.5, "q1_speed": 0.5}


def test_the_leaderboard_is_there_only_with_entries() -> None:
    entries = [{"name": "Validation accuracy", "value": 0.96, "order": "desc"}]
    assert finished(leaderboard=entries)["leaderboard"] == entries
    assert "leaderboard" not in finished(leaderboard=[])


def test_after_each_check_the_file_is_valid_and_says_how_far_it_came(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    states = []

    def look() -> None:
        states.append(valid(json.loads(path.read_text(encoding="utf-8"))))

    running = LiveResults(path, [part.name for part in REPORT.parts], expected=4)
    look()
    for whole in REPORT.parts:
        for count, _ in enumerate(whole.checks, 1):
            running.on_check(dataclasses.replace(whole, checks=whole.checks[:count]))
            look()
    running.finish(REPORT)
    look()
    said = [state["output"] for state in states]
    assert "no check has been run" in said[0]
    assert all(f"{count} of 4 checks" in said[count] for count in (1, 2, 3, 4))
    assert [state["score"] for state in states] == [0, 2, 2, 2, 2, 2]
    assert states[-1]["extra_data"]["state"] == "graded"


@pytest.mark.parametrize("known", [Occasion(), RESUBMITTED], ids=["first", "resubmitted"])
def test_a_run_that_ends_early_is_valid_and_never_lowers_a_grade(known: Occasion) -> None:
    kept = 40.0 if known is RESUBMITTED else 0.0
    tests = results.tests_of(DONE, 1, Visibility())
    partly = results.grading(tests, 4, Settlement(2.0), known)
    for result in (
        results.started(known),
        partly,
        results.failed("Traceback …", partly, known),
        results.failed("Traceback …", {}, known),
    ):
        seen = valid(result)
        assert seen["score"] >= kept
        assert seen["tests"][0]["visibility"] == "visible"
        assert seen["tests"][0]["name"] == "Grading did not finish"


def test_a_failure_of_ours_is_told_in_full_to_staff_and_kindly_to_the_student() -> None:
    tests = results.tests_of(DONE, 1, Visibility())
    partly = results.grading(tests, 4, Settlement(2.0), Occasion())
    result = valid(results.failed("KeyError: 'secret'", partly, Occasion()))
    seen = [test for test in result["tests"] if test["visibility"] == "visible"]
    told = [test for test in result["tests"] if test["visibility"] == "hidden"]
    assert "not in your code" in result["output"]
    assert "secret" not in json.dumps([seen, result["output"]])
    assert ["secret" in test["output"] for test in told] == [True]
    assert [test.get("score") for test in result["tests"]] == [None, None, 2, 0]


def test_a_refused_submission_keeps_score_and_tests_of_the_last_one_that_counted() -> None:
    before = finished()
    previous = Earlier(NOON - timedelta(hours=1), before["score"], before)
    result = valid(
        results.refused("Not graded: over the limit.", Occasion(NOON, earlier=(previous,)))
    )
    assert result["score"] == before["score"]
    assert result["tests"] == before["tests"]
    assert result["output"].startswith("Not graded: over the limit.")
    assert valid(results.refused("Not graded.", Occasion(NOON)))["score"] == 0


def test_a_submission_without_graded_files_gets_0_and_the_reason_as_plain_text() -> None:
    result = valid(results.nothing_to_grade("*x*.zip: nothing to grade"))
    assert result["score"] == 0
    assert result["output"] == "`*x*.zip: nothing to grade`"


def test_parts_are_in_the_rubrics_order_in_whichever_they_are_graded(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    running = LiveResults(path, [part.name for part in REPORT.parts], expected=4)
    for whole in reversed(REPORT.parts):
        running.on_check(whole)
    partly = json.loads(path.read_text(encoding="utf-8"))["tests"][1:]
    assert partly == finished()["tests"]


def test_no_moment_of_writing_shows_half_a_file(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    live.write(path, finished())
    for size in itertools.islice(itertools.count(1), 5):
        with open(path, encoding="utf-8") as reader:
            live.write(path, finished() | {"output": "x" * 100_000 * size})
            assert json.load(reader)["extra_data"]["state"] == "graded"
    assert [entry.name for entry in tmp_path.iterdir()] == ["results.json"]


def test_a_run_that_is_cut_off_goes_through_the_rules_of_a_whole_one(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    late = Occasion(NOON + timedelta(days=10), NOON)
    for rules, score in (
        (Policies(late=Late(10, most_days=3)), 0),
        (Policies(late=Late(5)), 1),
        (Policies(pass_fail=PassFail(4)), 0),
        (Policies(pass_fail=PassFail(2)), 8),
    ):
        running = LiveResults(path, [DONE.name], 4, 8, rules, late)
        running.on_check(DONE)
        cut_off = valid(json.loads(path.read_text(encoding="utf-8")))
        assert cut_off["score"] == score
        assert ("Late by 10 days" in cut_off["output"]) == (rules.late is not None)
        assert valid(results.failed("Traceback …", cut_off, late))["score"] == score


def test_what_a_rule_takes_is_read_before_all_that_is_not_started() -> None:
    blank = part("q1_speed", check("c", Status.NOT_STARTED))
    report = dataclasses.replace(REPORT, parts=(blank,))
    output = finished(report, settlement=Settlement(0, ("Late by 2 days.",)))["output"]
    assert output.index("Late by 2 days") < output.index("Not started: q1")
