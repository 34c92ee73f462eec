"""Files of staff and of the platform whose form is right and whose values are odd: a class is
graded by them, or they are refused in one line."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from grader.classroom import overrides, people
from grader.gradescope import metadata, results
from grader.rules import policies
from grader.rules.policies import PolicyError
from grader.rules.settlement import refusal, settle
from grader.submission import SubmissionError
from grader.tests.classes import SCHEME, class_in
from grader.tests.test_fuzzed_files import METADATA, few, require_one_line
from grader.written import marks

# As TOML has them.
ODD = ("nan", "inf", "-inf", "1e308", "-1", "0", "0.5", "1" + "0" * 400, "true", '""', '"a\\nb"',
       '"=1+1"', "[]", "{}", "[[1]]", "2026-09-12", "0001-01-01T00:00:00+14:00",
       "9999-12-31T23:59:59-12:00", "07:32:00")  # fmt: skip
RULES = {
    "visibility.public": '"visible"', "limit.submissions": "3", "limit.hours": "24",
    "late.percent_per_day": "10", "late.most_days": "4", "late.grace_minutes": "5",
    "due.date": "2026-09-12T23:00:00Z", "extensions.ada": "2", "slip_days.days": "3",
    "slip_days.left": "{ada = 1}", "group.largest": "2", "pass_fail.points": "5",
    "follow_through.carry": "true",
}  # fmt: skip
DECISIONS = """
[[adjust]]
student = "ada"
part = "p1_sum"
points = 1.5
reason = "both were allowed"
by = "Tess"
on = 2026-09-20
[[void]]
check = "tests/t.py::test_a"
reason = "unclear"
by = "Tess"
on = 2026-09-21
"""
CELLS = ("", "ada", "bob", "=1+1", "a\nb", '"', "1e400", "nan", "3031", "x" * 200_000, "\0", "\r",
         "é", "\u2028", ",", ";", "Ada, B", "999999", "-1", "Points Possible")  # fmt: skip
COLUMNS = ("name", "sid", "email", "section", "extension_days", "slip_days", "ID", "SIS Login ID",
           "Identifier", "last")  # fmt: skip
ODD_JSON: tuple[Any, ...] = (
            None, True, math.nan, math.inf, -1, 1e308, 10**400, "", "a\nb", [], {}, [[]], "\ud800",
            "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-09-12")  # fmt: skip


def with_odd_values(draw: st.DrawFn, lines: list[str]) -> str:
    """The lines of a TOML file, two of their values replaced at most."""
    for number in draw(st.lists(st.integers(0, len(lines) - 1), max_size=2)):
        key, _, value = lines[number].partition(" = ")
        if value:
            lines[number] = f"{key} = {draw(st.sampled_from(ODD))}"
    return "\n".join(lines)


@st.composite
def rules(draw: st.DrawFn) -> str:
    """A policies.toml with some of the rules."""
    chosen = draw(st.lists(st.sampled_from(sorted(RULES)), unique=True))
    return with_odd_values(draw, [f"{name} = {RULES[name]}" for name in chosen] or ["# none"])


@st.composite
def decisions(draw: st.DrawFn) -> str:
    """An overrides.toml."""
    return with_odd_values(draw, DECISIONS.splitlines())


@st.composite
def odd(draw: st.DrawFn, value: Any) -> Any:
    """JSON with some values replaced, or left out."""
    if draw(st.integers(0, 11)) == 0:
        return draw(st.sampled_from(ODD_JSON))
    if isinstance(value, dict):
        return {key: draw(odd(item)) for key, item in value.items() if draw(st.integers(0, 30))}
    return [draw(odd(item)) for item in value] if isinstance(value, list) else value


@st.composite
def roster(draw: st.DrawFn) -> str:
    """A table with some of the columns, quoted or not."""
    columns = draw(st.lists(st.sampled_from(COLUMNS), min_size=1, max_size=5, unique=True))
    cell = st.sampled_from(CELLS)
    rows = draw(st.lists(st.lists(cell, min_size=len(columns), max_size=6), max_size=3))
    table = [columns, *rows]
    if draw(st.booleans()):
        table = [['"' + each.replace('"', '""') + '"' for each in row] for row in table]
    return "\n".join(map(",".join, table))


def read(path: Path, text: str, reader: Callable[[Path], Any]) -> Any:
    """What is read from the file with this text; None where it is refused, which takes one line."""
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        return reader(path)
    except (PolicyError, SubmissionError, marks.MarksError) as refused:
        require_one_line(refused)
        return None


@few
@example(rules="late.percent_per_day = 10\nlate.most_days = 1" + "0" * 400, said={})
@example(rules='"a\\nb".c = 1', said={})
@example(
    rules="limit.submissions = 1\nlimit.hours = 24",
    said={
        "created_at": "2026-09-12T10:00:00Z",
        "previous_submissions": [{"submission_time": "0001-01-01T00:00:00Z", "score": 1}],
    },
)
@given(rules=rules(), said=odd(json.loads(METADATA)))
def test_rules_and_the_platforms_word_settle_a_score(rules: str, said: Any, tmp_path: Path) -> None:
    found = read(tmp_path / "policies.toml", rules, lambda path: policies.load(path, 10.0))
    (tmp_path / "said.json").write_text(json.dumps(said), encoding="utf-8")
    occasion = metadata.read(tmp_path / "said.json")
    if found is None:
        return
    policies.described(found)
    assert math.isfinite(settle(found, occasion, 7.0, 10.0).score)
    if line := refusal(found, occasion):
        json.dumps(results.refused(line, occasion), allow_nan=False)


@settings(few, max_examples=10)
@example(rules="", decided=DECISIONS.replace("1.5", "nan"), table="name")
@example(rules="", decided="", table="name\n" + "x" * 200_000)
@given(rules=rules(), decided=decisions(), table=roster())
def test_a_class_is_settled_by_whatever_its_files_say(
    rules: str, decided: str, table: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("class")
    found = read(folder / "policies.toml", rules, lambda path: policies.load(path, 10.0))
    by_hand = read(folder / "overrides.toml", decided, lambda path: overrides.read(path, SCHEME))
    listed = read(folder / "roster.csv", table, people.read)
    graded = class_in(folder / "out", policies=found, overrides=by_hand, people=listed)
    graded.run({"ada": "ab", "bob": "abcd"})
    for standing in graded.standings().values():
        assert standing.total is None or math.isfinite(standing.total)
    graded.write()
    graded.store.close()


@pytest.mark.parametrize("row", ["ada", "ada,q1,x", "ada,q1,x,one", "ada,q1,x,1," + "y" * 200_000])
def test_a_table_of_marks_is_read_or_refused_in_one_line(row: str, tmp_path: Path) -> None:
    text = f"student,answer,marked,ticked,comment\n{row}\n"
    read(tmp_path / "marks.csv", text, lambda path: marks.merge(tmp_path / "kept", [path]))
