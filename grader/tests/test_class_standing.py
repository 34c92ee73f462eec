"""How people stand: rules, decisions by hand, grades that stay, and what changed since before."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from grader.classroom import overrides
from grader.classroom.changes import changes, moved, points_changed
from grader.classroom.collecting import HandIn
from grader.classroom.outcome import GRADED, KEPT, MISSING, NOT_GRADED, NOTHING_TO_GRADE, REFUSED
from grader.classroom.overrides import Adjustment, Overrides, Void
from grader.classroom.people import People, Person
from grader.classroom.runs import KEPT_RUNS
from grader.classroom.scheme import Scheme
from grader.rules.policies import Due, Group, Late, PassFail, Policies, SlipDays
from grader.submission import SubmissionError
from grader.tests.classes import ALL, NOON, SCHEME, Class, class_in, hand_in, result

LATE = Policies(late=Late(10), due=Due(NOON))


def adjusted(student: str, points: float, **place: str) -> Adjustment:
    """A decision by hand."""
    return Adjustment(student, points, "a fair point", "Tess", date(2026, 9, 20), **place)


def voided(check: str) -> Void:
    """A check that is void."""
    return Void(check, "the text was unclear", "Tess", date(2026, 9, 20))


def test_a_class_has_the_rules_that_gradescope_has(tmp_path: Path) -> None:
    graded = class_in(tmp_path, policies=LATE)
    late = {"ann": -1.0, "bob": 1.0, "cem": 30.0}

    graded.run(
        dict.fromkeys(late, ALL),
        make=lambda student: hand_in(student, submitted=NOON + timedelta(hours=late[student])),
    )
    found = graded.standings()
    assert [found[student].total for student in late] == [10, 9, 8]
    assert found["ann"].lines == ()
    assert found["cem"].days_late == 2
    assert "Late by 2 days" in found["cem"].lines[0]


def test_extensions_and_slip_days_of_the_roster_count(tmp_path: Path) -> None:
    people = People(
        (
            Person("ann", "Ann", {"sid": "ann"}, extension_days=1),
            Person("bob", "Bob", {"sid": "bob"}, slip_days=1),
            Person("cem", "Cem", {"sid": "cem"}, slip_days=0),
        )
    )
    rules = Policies(late=Late(10), due=Due(NOON), slip_days=SlipDays(2))
    graded = class_in(tmp_path, policies=rules, people=people)
    graded.run(
        {"ann": ALL, "bob": ALL, "cem": ALL, "dee": ALL},
        make=lambda student: hand_in(student, submitted=NOON + timedelta(hours=40)),
    )
    found = graded.standings()
    assert [found[student].total for student in ("ann", "bob", "cem", "dee")] == [10, 9, 8, 10]


def test_what_a_platform_only_marks_as_late_costs_one_day(tmp_path: Path) -> None:
    graded = class_in(tmp_path, policies=LATE)
    graded.run({"ann": ALL}, make=lambda student: hand_in(student, marked_late=True))
    assert graded.standings()["ann"].total == 9


def test_a_time_that_cannot_be_read_costs_the_rule_that_needs_it(tmp_path: Path) -> None:
    graded = class_in(tmp_path, policies=LATE)
    graded.run({"ann": ALL}, make=lambda student: hand_in(student, untimed=True))
    assert graded.standings()["ann"].total == 10
    assert graded.standings()["ann"].lines == (
        "The rule [late] was not applied: the time of this submission can't be read.",
    )


def test_a_group_that_is_too_large_is_refused_and_partners_are_named(tmp_path: Path) -> None:
    together = {"path": Path("in/one")}
    for largest, status in ((1, REFUSED), (2, GRADED)):
        graded = class_in(tmp_path / str(largest), policies=Policies(group=Group(largest)))
        graded.run({"ann": ALL, "bob": ALL}, make=lambda student: hand_in(student, **together))
        assert {one.status for one in graded.standings().values()} == {status}
        assert "2 people" in graded.standings()["ann"].lines[0] or "ann, bob" in graded.standings()[
            "ann"
        ].lines[0]  # fmt: skip


def test_corrections_of_a_part_go_through_the_rules_and_of_the_score_do_not(
    tmp_path: Path,
) -> None:
    decided = Overrides(
        (adjusted("ann", 2, part="p1_sum"), adjusted("bob", 2), adjusted("cem", -99)), ()
    )
    graded = class_in(tmp_path, policies=Policies(pass_fail=PassFail(9)), overrides=decided)
    graded.run({"ann": "bcd", "bob": "bcd", "cem": ALL})
    found = graded.standings()
    # Eight points each: two more in a part reach the bar, two more in the score come after it.
    assert [found[student].total for student in ("ann", "bob", "cem")] == [10, 2, 0]
    assert "+2 points in p1_sum: a fair point (Tess, 2026-09-20)" in found["ann"].lines


def test_a_voided_check_is_everybodys_and_says_so(tmp_path: Path) -> None:
    graded = class_in(tmp_path, overrides=Overrides((), (voided("p2_product.1"),)))
    graded.run({"ann": "ab", "bob": ALL})
    found = graded.standings()
    assert [found["ann"].total, found["bob"].total] == [9, 10]
    assert "counts for everybody: the text was unclear" in found["bob"].lines[0]


def test_decisions_by_hand_survive_a_regrade(tmp_path: Path) -> None:
    graded = class_in(tmp_path, overrides=Overrides((adjusted("ann", 1.5, check="test_a"),), ()))
    for grader in ("v1", "v2"):
        graded.run({"ann": "bc"}, grader=grader)
        assert graded.standings()["ann"].total == 8.5


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[adjust]]\nstudent = "a"\npoints = 1\nreason = "r"\nby = "b"', "on"),
        ('[[adjust]]\nstudent = "a"\npoints = "x"\nreason = "r"\nby = "b"\non = 2026-01-01', "x"),
        ('[[adjust]]\nstudent = "a"\npoints = 1\nreason = "r"\nby = "b"\non = 2026-01-01\n'
         'part = "p9"', "there is no p9"),
        ('[[void]]\ncheck = "p1_sum"\nreason = "r"\nby = "b"\non = 2026-01-01', "no check p1_sum"),
        ('[[voids]]\ncheck = "test_a"', "voids"),
        ("[[adjust]", "overrides.toml"),
    ],
)  # fmt: skip
def test_a_decision_that_makes_no_sense_is_refused_in_one_line(
    text: str, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "overrides.toml"
    path.write_text(text)
    with pytest.raises(SubmissionError, match=said) as refused:
        overrides.read(path, SCHEME)
    assert len(str(refused.value).splitlines()) == 1


def test_a_decision_is_for_one_person_or_refused_before_anything_is_graded(tmp_path: Path) -> None:
    # A number that is one's student number, and what Canvas calls another one.
    people = People((Person("101", "Ann", {"sid": "101", "canvas": "7", "email": "Ann@b.edu"}),
                     Person("102", "Bob", {"sid": "102", "canvas": "101"}),
                     Person("103", "Cem", {"sid": "103", "canvas": "8"}),
                     Person("104", "Dee", {"sid": "8", "canvas": "9"})))  # fmt: skip
    graded = class_in(tmp_path, people=people)
    graded.enroll([hand_in(number, platform="canvas") for number in ("7", "101")])

    def resolved(student: str) -> str:
        called = graded.hand_ins.called({student.casefold()}, people)
        decided = Overrides((adjusted(student, 1),), ())
        (one,) = overrides.resolved(tmp_path, decided, called).adjust
        return one.student

    assert [resolved(name) for name in ("101", "ann@B.edu", "7", "102")] == [
        "101", "101", "101", "102",
    ]  # fmt: skip
    with pytest.raises(SubmissionError, match="as zed"):
        resolved("zed")
    with pytest.raises(SubmissionError, match=r"8 is an id of several \(103, 104\)"):
        resolved("8")


def test_a_decision_reaches_who_has_no_result(tmp_path: Path) -> None:
    people = People((Person("dee", "Dee", {"sid": "dee"}),))
    decided = Overrides((adjusted("dee", 6), adjusted("bob", 2)), ())
    graded = class_in(tmp_path, people=people, overrides=decided, policies=Policies(group=Group(1)))
    graded.run({"ann": ALL, "bob": ALL}, make=lambda student: hand_in(student, path=Path("one")))
    found = graded.standings()
    assert {name: (one.status, one.total) for name, one in found.items()} == {
        "ann": (REFUSED, 0), "bob": (REFUSED, 2), "dee": (MISSING, 6),
    }  # fmt: skip
    assert "+6 points" in found["dee"].lines[0]


def test_days_of_the_roster_are_of_one_person_whatever_numbers_others_have(tmp_path: Path) -> None:
    people = People((Person("101", "Ann", {"sid": "101", "canvas": "7"}, extension_days=3),
                     Person("102", "Bob", {"sid": "102", "canvas": "101"})))  # fmt: skip
    graded = class_in(tmp_path, people=people, policies=LATE)
    graded.run(
        {"7": ALL, "101": ALL},
        make=lambda student: hand_in(
            student, platform="canvas", submitted=NOON + timedelta(hours=1)
        ),
    )
    assert {name: one.total for name, one in graded.standings().items()} == {"101": 10, "102": 9}


def test_a_grade_of_another_person_with_the_same_number_is_not_kept(tmp_path: Path) -> None:
    def canvas(student: str) -> HandIn:
        return hand_in(student, platform="canvas")

    first = class_in(tmp_path)
    first.run({"101": ALL, "7": "ab"}, make=canvas)
    first.store.close()
    # Now 101 is the student number of whom Canvas calls 7.
    people = People((Person("101", "Ann", {"sid": "101", "canvas": "7"}),))
    second = class_in(tmp_path, people=people)
    second.run({}, nothing={"7": "no zip"}, make=canvas)
    assert second.standings()["101"].status == NOTHING_TO_GRADE
    told = [(each.student, each.before, each.after) for each in changes(
        second.store, *second.runs.all())]  # fmt: skip
    assert sorted(told, key=str) == [("101", 10, None), ("101", None, 0), ("7", 5, None)]


def test_everybody_of_the_roster_has_a_row_and_strangers_have_their_own(tmp_path: Path) -> None:
    people = People((Person("1", "Ann", {"sid": "1"}, "A"), Person("2", "Bob", {"sid": "2"}, "B")))
    graded = class_in(tmp_path, people=people)
    graded.run({"1": ALL, "9": ALL})
    found = graded.standings()
    assert [(one.student, one.status) for one in found.values()] == [
        ("1", GRADED), ("2", MISSING), ("9", GRADED),
    ]  # fmt: skip
    assert found["2"].total is None


def test_a_grade_stays_where_a_new_one_cannot_be_had(tmp_path: Path) -> None:
    people = People((Person("dee", "Dee", {"sid": "dee"}),))
    graded = class_in(tmp_path, people=people)
    graded.run(dict.fromkeys(("ann", "bob", "dee"), ALL))
    graded.run({}, failed={"ann": "OSError: full"}, nothing={"bob": "no zip"}, grader="v2")
    found = graded.standings()
    assert [(one.status, one.total) for one in found.values()] == [(KEPT, 10)] * 3
    assert found["ann"].reason == "OSError: full"


def test_without_an_earlier_grade_our_failure_is_no_score_and_theirs_is_nothing(
    tmp_path: Path,
) -> None:
    graded = class_in(tmp_path)
    graded.run({}, failed={"ann": "OSError: full"}, nothing={"bob": "no zip"})
    found = graded.standings()
    assert (found["ann"].status, found["ann"].total) == (NOT_GRADED, None)
    assert (found["bob"].status, found["bob"].total) == (NOTHING_TO_GRADE, 0)


def test_what_was_graded_in_part_stands_until_it_is_graded_again(tmp_path: Path) -> None:
    graded = class_in(tmp_path)
    graded.enroll([hand_in("ann")])
    (number, _) = next(iter(graded.hand_ins.to_read()))
    from grader.classroom.executors import Answer
    from grader.classroom.outcome import Seen

    graded.hand_ins.note_seen(number, Answer((), Seen("ann")), "v1")
    ((_, _, key),) = graded.hand_ins.to_grade()
    graded.store.put(result(key, "ab", trouble="test_c: the worker died"))
    graded.settle()
    assert graded.standings()["ann"].reason == "test_c: the worker died"
    assert len(graded.hand_ins.to_grade()) == 1


def reasons(graded: Class) -> dict[str, tuple[str, ...]]:
    """Why each person stands otherwise than before the latest run."""
    run = graded.runs.last()
    assert run is not None
    before = graded.runs.previous(run)
    assert before is not None
    return {change.student: change.reasons for change in changes(graded.store, before, run)}


def test_each_change_says_what_moved_it(tmp_path: Path) -> None:
    first = class_in(tmp_path, policies=LATE)
    first.run({"ann": "ab", "bob": "ab", "cem": "ab", "eve": "ab"})
    assert first.runs.previous(first.runs.all()[0]) is None

    first.run({"ann": ALL, "bob": "ab", "cem": "ab", "eve": "ab"})
    assert set(reasons(first)) == {"ann"}
    assert reasons(first)["ann"][0].startswith("another submission: failed → passed: p2_product.1")

    first.run({"ann": ALL, "bob": "ab", "cem": "ab"}, failed={"dee": "OSError"}, grader="v1")
    assert reasons(first) == {"dee": ("new here",), "eve": ("not among these submissions",)}
    first.store.close()

    other = class_in(tmp_path, policies=LATE, overrides=Overrides((adjusted("bob", 1),), ()))
    other.run({"ann": ALL, "bob": "ab", "cem": "ab"}, failed={"dee": "OSError"})
    assert reasons(other) == {"bob": ("now: +1 points: a fair point (Tess, 2026-09-20)",)}
    other.store.close()

    dearer = msgspec.structs.replace(
        SCHEME,
        parts=(
            msgspec.structs.replace(
                SCHEME.parts[0],
                checks=tuple(
                    msgspec.structs.replace(check, points=check.points + 1)
                    for check in SCHEME.parts[0].checks
                ),
            ),
            SCHEME.parts[1],
        ),
    )
    repriced = class_in(
        tmp_path, policies=LATE, overrides=Overrides((adjusted("bob", 1),), ()), scheme=dearer
    )
    repriced.run({"ann": ALL, "bob": "ab", "cem": "ab"}, failed={"dee": "OSError"})
    assert repriced.standings()["cem"].total == 7
    assert "all points: 10 → 12" in reasons(repriced)["cem"][0]


def test_another_grader_names_itself_and_the_checks_it_moved(tmp_path: Path) -> None:
    graded = class_in(tmp_path)
    graded.run({"ann": "ab"})
    graded.enroll([hand_in("ann")])
    from grader.classroom.executors import Answer
    from grader.classroom.outcome import Seen

    (number, _) = next(iter(graded.hand_ins.to_read()))
    graded.hand_ins.note_seen(number, Answer((), Seen("ann ab")), "v2")
    ((_, _, key),) = graded.hand_ins.to_grade()
    graded.store.put(result(key, "abc", digest="ann ab", grader="v2"))
    graded.settle("v2")
    assert reasons(graded) == {"ann": ("another grader (v1 → v2): failed → passed: p2_product.1",)}


def test_other_points_are_counted_without_grading_again() -> None:
    half = Scheme(SCHEME.title, SCHEME.parts[1:])
    assert result("a", "c").earned(half) == {"p2_product": 4}
    assert points_changed(SCHEME, half) == ["all points: 10 → 5"]
    assert SCHEME.asked != half.asked


def test_what_passed_apart_from_a_slip_counts_unless_the_rules_say_otherwise() -> None:
    one = result("x", "a", carried="b")
    strict = msgspec.structs.replace(SCHEME, carry=False)
    with_it, without = (sum(one.earned(scheme).values()) for scheme in (SCHEME, strict))
    assert with_it > without == sum(result("y", "a").earned(SCHEME).values())
    assert one.carried_lines(SCHEME) == ["p1_sum: 1 check counts as passed apart from one slip"]
    assert one.carried_lines(strict) == []


def test_a_check_that_now_passes_apart_from_a_slip_is_a_change_with_words(tmp_path: Path) -> None:
    graded = class_in(tmp_path)
    graded.run({"ann": "a"})
    before = graded.standings()["ann"].key
    graded.store.put(result("later", "a", carried="b"))
    moves = list(moved(graded.store, before, "later", SCHEME))
    assert [move.partition(":")[0] for move in moves] == ["failed → passed apart from one slip"]


def test_the_last_ten_runs_are_kept_with_all_that_they_need(tmp_path: Path) -> None:
    graded = class_in(tmp_path)
    for number in range(KEPT_RUNS + 3):
        graded.run({"ann": ALL[: number % 4 + 1]}, grader=f"v{number}")
    runs = graded.runs.all()
    assert [run.grader for run in runs] == [f"v{n}" for n in range(3, KEPT_RUNS + 3)]
    for run in runs:
        one = graded.standings(run)["ann"]
        assert graded.store.get(one.key) is not None
    (count,) = graded.store.data.execute("SELECT count(*) FROM result").fetchone()
    assert count == KEPT_RUNS
