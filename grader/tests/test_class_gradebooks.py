"""Grades on their way back: each row lands on its own person, or on nobody."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.classroom import gradebooks, people
from grader.classroom.collecting import HandIn
from grader.classroom.people import People
from grader.classroom.standing import Standing, Written
from grader.classroom.written_half import WrittenHalf
from grader.submission import SubmissionError
from grader.tests.canvas_importer import User, uploaded
from grader.tests.classes import SCHEME, hand_in
from grader.tests.course import HOMEWORK
from grader.written.marks import Mark
from grader.written.rubrics import read as read_rubrics

CODE = WrittenHalf().scores(SCHEME)
# Namesakes; numbers that are one person's id and another one's login or student number.
COURSE = (
    User(101, "Ada Lovelace", "Lovelace, Ada", "3031", "ada@example.edu"),
    User(102, "Ada Lovelace", "Lovelace, Ada", "3032", "lovelace2@example.edu"),
    User(3031, "Wei Li", "Li, Wei", "101", "3032"),
    User(3032, "Wei Li", "Li, Wei", "102", "3033"),
    User(3033, "Grace Hopper", "Hopper, Grace", "3034", "grace@example.edu"),
)
GRADEBOOK = """Student,ID,SIS User ID,SIS Login ID,Section,Lab 6 (11),Homework 7 (12),Final Score
,,,,,,Manual Posting,
    Points Possible,,,,,5,8,(read only)
"Hopper, Grace",3033,3034,grace@example.edu,Section A,1,,90
"Li, Wei",3031,101,3032,Section A,2,,80
"Li, Wei",3032,102,3033,Section B,3,EX,70
"Lovelace, Ada",101,3031,ada@example.edu,Section B,4,7,60
"Lovelace, Ada",102,3032,lovelace2@example.edu,Section B,5,,50
"Student, Test",999,,abcdef,Section A,,,
"""


def standing(student: str, total: float | None, **more: object) -> Standing:
    """Somebody with a score."""
    return Standing(student, more.pop("name", student), "graded", total=total, **more)  # type: ignore[arg-type]


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def scores(path: Path, column: str) -> dict[int | None, str]:
    """What Canvas would give to whom."""
    found = uploaded(path, COURSE)
    taken = [user.id for user, _ in found if user]
    assert len(taken) == len(set(taken))
    return {user.id if user else None: row[column] for user, row in found}


def test_rows_of_a_gradescope_class_land_on_their_own_person_or_on_nobody(tmp_path: Path) -> None:
    class_of_gradescope = [
        standing("3031", 1.0, name="Ada Lovelace", sid="3031", email="ada@example.edu"),
        standing("3032", 2.0, name="Ada Lovelace", sid="3032", email="lovelace2@example.edu"),
        standing("101", 3.0, name="Wei Li", sid="101", email="wei@example.edu"),
        # Neither number nor address is known to Canvas, and there are two of the name.
        standing("77", 4.0, name="Wei Li", sid="77", email="wei.li@example.edu"),
        standing("78", 5.0, name="Grace Hopper"),
        standing("79", None, name="Grace Hopper", email="grace@example.edu"),
    ]
    path = tmp_path / "canvas.csv"
    assert gradebooks.write_canvas(path, SCHEME.title, CODE, class_of_gradescope, People()) == 1
    assert scores(path, SCHEME.title) == {101: "1", 102: "2", 3031: "3", None: "4"}


def test_rows_of_a_canvas_zip_have_canvas_own_ids(tmp_path: Path) -> None:
    class_of_canvas = [
        standing("101", 1.0, name="lovelaceada", platform="canvas", platform_id="101"),
        standing("3031", 2.0, name="liwei", platform="canvas", platform_id="3031"),
        standing("anon_a1B2c", 3.0, platform="canvas", platform_id="anon_a1B2c"),
    ]
    path = tmp_path / "canvas.csv"
    assert gradebooks.write_canvas(path, SCHEME.title, CODE, class_of_canvas, People()) == 1
    assert scores(path, SCHEME.title) == {101: "1", 3031: "2"}


@st.composite
def classes(draw: st.DrawFn) -> list[tuple[User, Standing]]:
    """A course of few names and few numbers, any of which may be an id, a student number or a
    login, each with what a class here knows of the person."""
    count = draw(st.integers(2, 6))
    numbers = st.permutations(range(1, 9))
    ids, sis, logins = draw(numbers), draw(numbers), draw(numbers)
    found = []
    for place in range(count):
        name = draw(st.sampled_from(("Ada Lovelace", "Wei Li", "3")))
        first, _, last = name.partition(" ")
        known = draw(st.sampled_from(("canvas", "sid", "address", "address that is none", "")))
        login = str(logins[place]) if draw(st.booleans()) else f"p{place}@example.edu"
        number = str(sis[place]) if draw(st.booleans()) else ""
        user = User(ids[place], name, f"{last}, {first}", number, login)
        said = {
            "canvas": {"platform": "canvas", "platform_id": str(user.id)},
            "sid": {"sid": number or f"unknown {place}"},
            "address": {"email": login},
            "address that is none": {"email": f"{name}@elsewhere.edu"},
            "": {},
        }[known]
        found.append((user, standing(f"{name} {place}", float(place), name=name, **said)))
    return found


@settings(max_examples=60, deadline=None)
@given(classes())
def test_each_row_lands_on_its_own_person_or_is_asked_about(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[tuple[User, Standing]]
) -> None:
    path = tmp_path_factory.mktemp("gradebook") / "canvas.csv"
    left_out = gradebooks.write_canvas(
        path, SCHEME.title, CODE, [one for _, one in drawn], People()
    )
    course = [user for user, _ in drawn]
    found = uploaded(path, course)
    assert len(found) + left_out == len(drawn)
    for user, row in found:
        assert user is None or user == course[int(row[SCHEME.title])]


def test_a_gradebook_with_names_in_two_columns_comes_back_as_canvas_reads_it(
    tmp_path: Path,
) -> None:
    roster = people.read(written(
        tmp_path / "gradebook.csv",
        "LastName,FirstName,ID,SIS User ID,SIS Login ID,Section,Homework 7 (12)\n"
        "    Points Possible,,,,,,8\nLi,Wei,3031,101,3032,A,\nLi,Wei,3032,102,3033,B,\n",
    ))  # fmt: skip
    found = [standing(person.key, float(n), name=person.name)
             for n, person in enumerate(roster.people)]  # fmt: skip
    path = tmp_path / "canvas.csv"
    assert gradebooks.write_canvas(path, SCHEME.title, CODE, found, roster) == 0
    assert scores(path, "Homework 7 (12)") == {3031: "0", 3032: "1"}


def test_marked_written_answers_have_a_column_beside_the_code_and_the_whole(
    tmp_path: Path,
) -> None:
    rubrics = read_rubrics(HOMEWORK)
    half = WrittenHalf(rubrics, {("x", rubrics[0].name): Mark("x", rubrics[0].name)}, 0.5)
    columns = half.scores(SCHEME)
    marked = Written("90 of 100 points", 90.0, len(rubrics), 85.0)
    found = [
        standing("51", 8.0, name="Ada", platform="moodle", platform_id="51", written=marked,
                 email="ada@example.edu"),
        standing("52", 9.0, name="Bob", platform="moodle", platform_id="52",
                 written=Written("4 of 100 points", 4.0, 1, None), email="bob@example.edu"),
    ]  # fmt: skip
    canvas, moodle, gradescope = (tmp_path / name for name in ("c.csv", "m.csv", "g.csv"))
    assert gradebooks.write_canvas(canvas, SCHEME.title, columns, found, People()) == 0
    gradebooks.write_moodle(moodle, columns, found, People())
    gradebooks.write_gradescope(gradescope, SCHEME, columns, found)

    title = SCHEME.title
    possible, ada = rows(canvas)
    names = (f"{title}: code", f"{title}: written", title)
    assert [possible[name] for name in names] == ["10", "100", "100"]
    assert [ada[name] for name in names] == ["8", "90", "85"]
    (ada,) = rows(moodle)
    assert [ada[name] for name in ("code", "written", "Grade", "Maximum Grade")] == [
        "8", "90", "85", "100",
    ]  # fmt: skip
    ada, bob = rows(gradescope)
    assert (ada["Total Score"], ada["Max Points"], ada["Status"]) == ("85", "100", "Graded")
    assert (ada["code (10.0 pts)"], ada["written (100.0 pts)"]) == ("8", "90")
    assert (bob["Total Score"], bob["Status"], bob["written (100.0 pts)"]) == ("", "Ungraded", "4")
    assert WrittenHalf(rubrics, half.marks, 0.0).scores(SCHEME)[0].name == ""


def test_an_exported_gradebook_comes_back_with_its_rows_and_order(tmp_path: Path) -> None:
    roster = people.read(written(tmp_path / "gradebook.csv", GRADEBOOK))
    assert roster.kind == "canvas"
    by_id = {person.ids["canvas"]: person for person in roster.people}
    assert set(by_id) == {"101", "102", "3031", "3032", "3033"}
    found = [
        standing(by_id[number].key, float(n), name=by_id[number].name)
        for n, number in enumerate(("101", "102", "3032", "3033"), 1)
    ]
    path = tmp_path / "canvas.csv"
    assert (
        gradebooks.write_canvas(path, SCHEME.title, CODE, [*found, standing("x", 9.0)], roster) == 1
    )
    assert scores(path, "Homework 7 (12)") == {
        3033: "4", 3031: "", 3032: "EX", 101: "1", 102: "2", None: "",
    }  # fmt: skip
    text = path.read_text(encoding="utf-8-sig").splitlines()
    assert text[0] == "Student,ID,SIS User ID,SIS Login ID,Section,Homework 7 (12)"
    assert text[2] == "    Points Possible,,,,,10"
    assert text[3] == '"Hopper, Grace",3033,3034,grace@example.edu,Section A,4'


def written(path: Path, text: str) -> Path:
    """A file with this text."""
    path.write_text(text, encoding="utf-8")
    return path


def found_in(roster: People, given: HandIn) -> str | None:
    """Whose a hand-in is."""
    person = roster.find(given)
    return person.key if person else None


def test_a_hand_in_finds_its_person_by_a_shared_id_and_not_by_a_namesakes(tmp_path: Path) -> None:
    roster = people.read(written(tmp_path / "gradebook.csv", GRADEBOOK))

    def gradescope(name: str, sid: str, email: str = "") -> HandIn:
        return hand_in(sid or email, platform="gradescope", name=name, sid=sid, email=email)

    assert found_in(roster, gradescope("Ada", "3031")) == "3031"
    assert found_in(roster, gradescope("A.", "", "LOVELACE2@example.edu")) == "3032"
    # 3033 is Canvas's number for one, and the login of another: a student number is neither.
    assert found_in(roster, gradescope("Wei Li", "3033")) is None
    assert found_in(roster, gradescope("Wei Li", "", "wei@example.edu")) is None
    assert found_in(roster, hand_in("3033", platform="canvas")) == "3034"
    assert found_in(roster, hand_in("Grace Hopper")) == "3034"
    assert found_in(roster, hand_in("Ada Lovelace")) is None


def test_a_login_before_the_at_of_a_namesake_is_enough(tmp_path: Path) -> None:
    roster = people.read(written(
        tmp_path / "gradebook.csv",
        "Student,ID,SIS Login ID,Section\n"
        '"Lovelace, Ada",1,ada,A\n"Li, Wei",2,wei,A\n',
    ))  # fmt: skip
    ada = hand_in("x", platform="gradescope", name="Ada Lovelace", email="ada@example.edu")
    wei = hand_in("y", platform="gradescope", name="Somebody Else", email="wei@example.edu")
    assert found_in(roster, ada) == "1"
    assert found_in(roster, wei) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name,sid,section,extension_days\nAda,1,A,2\n", ("1", "Ada", "A", 2.0)),
        ("Name;SID;Email;Sections\nAda;1;a@b.c;B\n", ("1", "Ada", "B", None)),
        ("First Name,Last Name,Email\nAda,Lovelace,a@b.c\n", ("a@b.c", "Ada Lovelace", "", None)),
        ("Identifier,Full name,Email address,Grade\nParticipant 51,Ada,a@b.c,\n",
         ("a@b.c", "Ada", "", None)),
        ('\ufeffname\n"Lovelace, Ada"\n', ("Lovelace, Ada", "Ada Lovelace", "", None)),
    ],
)  # fmt: skip
def test_rosters_of_all_kinds_are_read(
    text: str, expected: tuple[object, ...], tmp_path: Path
) -> None:
    (person,) = people.read(written(tmp_path / "roster.csv", text)).people
    assert (person.key, person.name, person.section, person.extension_days) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("points\n3\n", "no column that says who"),
        ("", "no column that says who"),
        ("name,sid\nAda,1\nAlan,1\n", "1 is there twice"),
        ("name,extension_days\nAda,soon\n", "line 2: 'soon' is no number of days"),
    ],
)
def test_a_roster_that_is_none_is_refused_in_one_line(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(SubmissionError, match=said) as refused:
        people.read(written(tmp_path / "roster.csv", text))
    assert len(str(refused.value).splitlines()) == 1


def test_moodles_worksheet_comes_back_filled_in(tmp_path: Path) -> None:
    header = "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Last modified (grade)"
    sheet = written(
        tmp_path / "sheet.csv",
        f"{header}\nParticipant 51,Ada,a@b.c,Submitted,,10.00,-\n"
        "Participant 52,Alan,d@e.f,No submission,,10.00,-\n",
    )
    roster = people.read(sheet)
    assert found_in(roster, hand_in("51", platform="moodle", name="Ada")) == "a@b.c"
    assert found_in(roster, hand_in("51", platform="moodle", name="Participant")) == "a@b.c"
    # A team's number may be a participant's.
    assert found_in(roster, hand_in("51", platform="moodle", name="Team Blue")) is None
    path = tmp_path / "moodle.csv"
    assert gradebooks.write_moodle(path, CODE, [standing("a@b.c", 7.5)], roster) == ""
    assert path.read_text(encoding="utf-8-sig").splitlines() == [
        header,
        "Participant 51,Ada,a@b.c,Submitted,7.5,10.00,-",
        "Participant 52,Alan,d@e.f,No submission,,10.00,-",
    ]


def test_a_maximum_of_moodles_that_is_too_low_is_told(tmp_path: Path) -> None:
    sheet = "Identifier,Full name,Grade,Maximum Grade\nParticipant 51,Ada,,5.00\n"
    roster = people.read(written(tmp_path / "sheet.csv", sheet))
    said = gradebooks.write_moodle(tmp_path / "moodle.csv", CODE, [], roster)
    assert "10 points and Moodle's maximum is 5" in said


def test_without_a_worksheet_moodle_gets_its_participants(tmp_path: Path) -> None:
    found = [standing("51", 7.5, platform="moodle", platform_id="51", name="Ada")]
    assert gradebooks.is_for_moodle(People(), found)
    gradebooks.write_moodle(tmp_path / "moodle.csv", CODE, found, People())
    (row,) = rows(tmp_path / "moodle.csv")
    assert (row["Identifier"], row["Grade"], row["Maximum Grade"]) == (
        "Participant 51",
        "7.5",
        "10",
    )


def test_gradescopes_table_has_submissions_and_lateness(tmp_path: Path) -> None:
    found = [
        standing("1", 9.0, sid="1", submission="101", submitted="2026-09-14 12:00:01+00:00",
                 seconds_late=90061.0, earned={"p1_sum": 5.0, "p2_product": 4.0}),
        Standing("2", "Bob", "nothing handed in"),
        Standing("3", "Cem", "not graded"),
    ]  # fmt: skip
    gradebooks.write_gradescope(tmp_path / "gradescope.csv", SCHEME, CODE, found)
    one, two, three = rows(tmp_path / "gradescope.csv")
    assert (one["Submission ID"], one["Lateness (H:M:S)"]) == ("101", "25:01:01")
    assert one["1: P1 sum (5.0 pts)"] == "5"
    assert (two["Status"], two["Total Score"]) == ("Missing", "")
    assert (three["Status"], three["Total Score"]) == ("Ungraded", "")
