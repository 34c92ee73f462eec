"""What staff get of a class: tables that are safe to open, a page that is, grades that stay."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
import pytest

from grader.classroom import outputs
from grader.classroom.collect import HandIn
from grader.classroom.outcome import GRADED, KEPT, NOT_GRADED, NOTHING_TO_GRADE, Outcome
from grader.classroom.roster import Roster, Row
from grader.classroom.similarity import Likeness, fingerprint
from grader.classroom.store import CheckLine, PartLine, Result, Store
from grader.classroom.summary import Summary
from grader.submission import SubmissionError
from grader.tests import mixing
from grader.tests.course import parts, submission
from grader.tests.hand_ins import right

HOSTILE = (
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    " =1+1",
    "</script><script>alert(1)</script>",
    "@STUDENTS@",
    "{{ 7 * 7 }}",
    "../../../etc/passwd",
    'o\'brien, "ann"',
    "Zoë\u2028李",
)


def result(key: str, passed: Callable[[str], bool], **more: object) -> Result:
    """A result in which these parts passed."""
    lines = []
    for part in parts():
        status = "passed" if passed(part.name) else "failed"
        checks = [
            CheckLine(x.test_id.rpartition("::")[2], "It holds.", status, x.points, x.hidden)
            for x in part.lines
        ]
        possible = sum(x.points for x in part.lines)
        score = possible if status == "passed" else 0.0
        lines.append(PartLine(part.name, part.title, score, possible, status, tuple(checks)))
    total = sum(line.score for line in lines)
    return Result(key, f"digest of {key}", total, 100.0, tuple(lines), (), 1.0, "md", "html",
                  **more)  # type: ignore[arg-type]  # fmt: skip


@contextmanager
def class_of(folder: Path, outcomes: dict[str, Outcome]) -> Iterator[Roster]:
    """A roster in which one run has found these outcomes."""
    with closing(Roster(folder / "roster.sqlite", "latest")) as roster:
        roster.enroll(HandIn(student, student, Path(student)) for student in outcomes)
        for outcome in outcomes.values():
            roster.note(outcome)
        roster.settle()
        yield roster


def graded(student: str, key: str, total: float = 100.0, trouble: str = "") -> Outcome:
    """A hand-in that was graded."""
    return Outcome(student, student, GRADED, key, trouble, total, True)


def failed(student: str) -> Outcome:
    """A hand-in that we failed to grade."""
    return Outcome(student, student, NOT_GRADED, reason="OSError: no space left")


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table as a spreadsheet reads them."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_grades_have_one_row_for_each_student_with_totals_by_question(tmp_path: Path) -> None:
    store = Store(tmp_path / "results")
    store.put(result("a", lambda name: True))
    store.put(result("b", lambda name: not name.startswith("q4")))
    outcomes = {
        "ann": graded("ann", "a"),
        "bob": graded("bob", "b", 65.0),
        "cem": Outcome("cem", "cem", NOTHING_TO_GRADE, reason="empty"),
        "dee": failed("dee"),
    }
    with class_of(tmp_path, outcomes) as roster:
        assert outputs.write_outputs(roster, store, tmp_path) == 1
    table = rows(tmp_path / "grades.csv")
    assert [(r["student"], r["status"], r["total"], r["Q4"]) for r in table] == [
        ("ann", GRADED, "100", "35"), ("bob", GRADED, "65", "0"),
        ("cem", NOTHING_TO_GRADE, "0", "0"), ("dee", NOT_GRADED, "", ""),
    ]  # fmt: skip
    assert table[0]["digest"] == "digest of a"
    assert (tmp_path / table[0]["feedback"]).read_text() == "html"
    canvas = rows(tmp_path / "canvas.csv")
    assert [r["Homework 2"] for r in canvas] == ["100", "100", "65", "0", ""]
    gradescope = rows(tmp_path / "gradescope.csv")
    assert [r["Total Score"] for r in gradescope] == ["100", "65", "0", ""]
    assert len(gradescope[0]) == 7 + len(parts())


@pytest.fixture(scope="module")
def hostile_class(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The outputs of a class with hostile names and reasons."""
    folder = tmp_path_factory.mktemp("hostile")
    store = Store(folder / "results")
    store.put(result("a", lambda name: True))
    outcomes = {name: graded(name, "a") for name in HOSTILE}
    outcomes["zed"] = Outcome("zed", "zed", NOT_GRADED, reason="=1+1</script><b>")
    with class_of(folder, outcomes) as roster:
        outputs.write_outputs(roster, store, folder)
    return folder


@pytest.mark.parametrize("table", ["grades", "canvas", "gradescope"])
def test_no_cell_of_a_table_is_a_formula(table: str, hostile_class: Path) -> None:
    found = [cell for row in rows(hostile_class / f"{table}.csv") for cell in row.values()]
    assert not [cell for cell in found if cell.strip().startswith(("=", "+", "-", "@"))]
    assert {name.lstrip("'") for name in found} >= {n for n in HOSTILE if n[0] not in " "}


def test_feedback_stays_in_its_folder_one_pair_of_files_for_each_student(
    hostile_class: Path,
) -> None:
    names = sorted(path.name for path in (hostile_class / "feedback").iterdir())
    assert len(names) == 2 * len(HOSTILE)
    assert len({name.casefold() for name in names}) == len(names)
    linked = {row["feedback"] for row in rows(hostile_class / "grades.csv")} - {""}
    assert linked == {f"feedback/{name}" for name in names if name.endswith(".html")}


def test_names_that_differ_in_case_alone_get_different_files() -> None:
    assert outputs.file_name("Ann").casefold() != outputs.file_name("ann").casefold()


def test_the_page_holds_hostile_names_as_data_alone(hostile_class: Path) -> None:
    page = (hostile_class / "class.html").read_text(encoding="utf-8")
    assert len(re.findall("</script", page, re.IGNORECASE)) == 3
    assert "alert(1)</script>" not in page
    listed = re.search(r'id="list">(.*?)</script>', page, re.DOTALL)
    assert listed is not None
    students = json.loads(listed[1])
    assert {entry[0] for entry in students} == {*HOSTILE, "zed"}
    assert len(students[0][4]) == sum(len(part.lines) for part in parts())


def test_the_page_asks_nothing_of_the_network(hostile_class: Path) -> None:
    page = (hostile_class / "class.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert not re.search(r"""(src|href)\s*=\s*["']?(https?:)?//""", page)


def test_a_failed_regrade_keeps_the_earlier_grade(tmp_path: Path) -> None:
    store = Store(tmp_path / "results")
    store.put(result("a", lambda name: True))
    store.put(result("t", lambda name: False, trouble="check: worker"))
    with class_of(tmp_path, {name: graded(name, "a") for name in ("ann", "bob", "cem")}):
        pass
    second = {
        "ann": failed("ann"),
        "bob": Outcome("bob", "bob", NOTHING_TO_GRADE, reason="unreadable"),
        "cem": graded("cem", "t", 0.0, trouble="check: worker"),
    }
    with class_of(tmp_path, second) as roster:
        assert outputs.write_outputs(roster, store, tmp_path) == 3
    table = rows(tmp_path / "grades.csv")
    assert [(r["status"], r["total"]) for r in table] == [(KEPT, "100")] * 3
    with class_of(tmp_path, second) as roster:
        assert {row.key for row in roster.rows()} == {"a"}


def test_two_runs_cannot_write_to_one_folder(tmp_path: Path) -> None:
    first = Roster(tmp_path / "roster.sqlite", "latest")
    with closing(first), pytest.raises(SubmissionError, match="another run"):
        Roster(tmp_path / "roster.sqlite", "latest")


def test_a_result_that_is_cut_short_counts_as_none(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put(result("abc", lambda name: True))
    (path,) = tmp_path.rglob("*.gz")
    assert store.get("abc") == result("abc", lambda name: True)
    path.write_bytes(path.read_bytes()[:-20])
    assert store.get("abc") is None


@pytest.mark.parametrize("passing", [(3,), (1, 5), (0, 2, 9, 30), (1, 1, 4, 4, 4)])
def test_quantiles_of_the_scores_are_those_of_numpy(passing: tuple[int, ...]) -> None:
    summary, scores = Summary(), []
    for number, count in enumerate(passing):
        names = {part.name for part in parts()[:count]}
        one = result(str(number), names.__contains__)
        scores.append(one.total)
        summary.add(Row(str(number), "", "", "", GRADED, one.key, ""), one)
    for share in (0.25, 0.5, 0.75):
        assert summary.quantile(share) == pytest.approx(np.quantile(scores, share))


def renamed(files: dict[str, str]) -> dict[str, str]:
    """The same code under other names, with other comments and spacing."""
    text = files["optimizers.py"].replace("velocity = ", "speed   =  ").replace("Config", "Table")
    return files | {"optimizers.py": text + "\n\n# my own work\n"}


def test_groups_see_through_names_and_comments_and_leave_out_what_was_given() -> None:
    likeness = Likeness()
    other = mixing.replace(
        "def sgd(w, dw, config=None):\n    return w, config", "sgd", "optimizers"
    )
    blank = {name: mixing.solutions().blank(name) for name in mixing.solutions().files}
    for student, files in {
        "ann": right("one"), "bob": renamed(right("two")), "cem": blank, "dee": blank,
        "eve": {"optimizers.py": other.files["optimizers.py"][:900]},
    }.items():  # fmt: skip
        likeness.add(student, *fingerprint(submission(student, files)))
    groups = likeness.groups()
    assert [group.students for group in groups] == [("ann", "bob")]
    assert groups[0].share > 0.9


def test_what_many_write_alike_makes_no_group() -> None:
    likeness = Likeness()
    common = tuple(range(500))
    for number in range(30):
        own = tuple(range(1000 * number + 10_000, 1000 * number + 10_040))
        likeness.add(f"s{number}", f"form {number}", common + own)
    likeness.add("copy", "another form", (*common, *range(10_000, 10_036)))
    assert [group.students for group in likeness.groups()] == [("copy", "s0")]
