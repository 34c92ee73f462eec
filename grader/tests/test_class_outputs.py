"""What staff get of a class: tables that are safe to open, a page that is, feedback, statistics."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from grader.classroom import feedback
from grader.classroom.collecting import LeftOver
from grader.classroom.outcome import GRADED, NOT_GRADED, NOTHING_TO_GRADE
from grader.classroom.outputs import Asked
from grader.classroom.overrides import Adjustment, Overrides, Void
from grader.classroom.people import People, Person
from grader.classroom.statistics import Correlation, Scores, Statistics
from grader.classroom.store import NAME, Store
from grader.submission import SubmissionError
from grader.tests.classes import ALL, SCHEME, class_in, hand_in, result
from grader.whole_file import CannotWrite

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


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table as a spreadsheet reads them."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_grades_have_a_row_for_each_person_with_totals_by_question(tmp_path: Path) -> None:
    graded = class_in(tmp_path)
    graded.run({"ann": ALL, "bob": "ab"}, failed={"dee": "OSError"}, nothing={"cem": "empty"})
    assert graded.write().again == 1
    table = rows(tmp_path / "grades.csv")
    assert [(r["student"], r["status"], r["total"], r["P2"]) for r in table] == [
        ("ann", GRADED, "10", "5"), ("bob", GRADED, "5", "0"),
        ("cem", NOTHING_TO_GRADE, "0", "0"), ("dee", NOT_GRADED, "", ""),
    ]  # fmt: skip
    assert (table[0]["digest"], table[0]["grader"]) == ("ann abcd", "v1")
    assert (tmp_path / table[0]["feedback"]).is_file()
    assert table[2]["feedback"] == ""


def test_every_file_is_accounted_for(tmp_path: Path) -> None:
    graded = class_in(tmp_path)
    graded.run({"ann": ALL}, nothing={"cem": "no zip"})
    graded.hand_ins.enroll(
        [
            hand_in("ann", order="1", path=Path("in/old"), entries=("ann_old.zip",)),
            hand_in("ann", order="2", entries=("ann.zip", "ann_notes.txt")),
            hand_in("cem"),
            LeftOver("syllabus.pdf", "nobody's"),
        ],
        People(),
    )
    graded.hand_ins.choose(graded.ways.policies, graded.ways.due, only_latest=True)
    graded.write()
    assert [tuple(row.values()) for row in rows(tmp_path / "files.csv")] == [
        ("ann_old.zip", "ann", "a later one counts"),
        ("ann.zip", "ann", "graded"),
        ("ann_notes.txt", "ann", "graded"),
        ("cem.zip", "cem", "nothing to grade: no zip"),
        ("syllabus.pdf", "", "left out: nobody's"),
    ]
    page = (tmp_path / "class.html").read_text(encoding="utf-8")
    assert "<p>5 files and folders were among the submissions" in page


@pytest.fixture(scope="module")
def hostile_class(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The outputs of a class with hostile names and reasons."""
    folder = tmp_path_factory.mktemp("hostile")
    people = People(tuple(Person(name, name, {"sid": name}, name) for name in HOSTILE))
    graded = class_in(folder, people=people)
    graded.run(dict.fromkeys(HOSTILE, ALL), failed={"zed": "=1+1</script><b>"})
    graded.write()
    return folder


@pytest.mark.parametrize("table", ["grades", "canvas", "gradescope", "files", "sections"])
def test_no_cell_of_a_table_is_a_formula(table: str, hostile_class: Path) -> None:
    found = [cell for row in rows(hostile_class / f"{table}.csv") for cell in row.values()]
    assert found
    assert not [c for c in found if len(c) > 1 and c.strip().startswith(("=", "+", "-", "@"))]


def test_feedback_stays_in_its_folder_one_file_for_each_person(hostile_class: Path) -> None:
    names = sorted(path.name for path in (hostile_class / "feedback").iterdir())
    assert len(names) == len(HOSTILE)
    assert len({name.casefold() for name in names}) == len(names)
    linked = {row["feedback"] for row in rows(hostile_class / "grades.csv")} - {""}
    assert linked == {f"feedback/{name}" for name in names}


def test_names_that_differ_in_case_alone_get_different_files() -> None:
    assert feedback.file_name("Ann").casefold() != feedback.file_name("ann").casefold()


def test_the_page_holds_hostile_names_as_data_alone(hostile_class: Path) -> None:
    page = (hostile_class / "class.html").read_text(encoding="utf-8")
    assert len(re.findall("</script", page, re.IGNORECASE)) == 3
    assert "alert(1)</script>" not in page
    listed = re.search(r'id="list">(.*?)</script>', page, re.DOTALL)
    assert listed is not None
    students = json.loads(listed[1])
    assert {entry[0] for entry in students} == {*HOSTILE, "zed"}
    assert {len(entry[4]) for entry in students} == {0, len(SCHEME.checks)}


def test_the_page_asks_nothing_of_the_network(hostile_class: Path) -> None:
    page = (hostile_class / "class.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert not re.search(r"""(src|href)\s*=\s*["']?(https?:)?//""", page)


def test_feedback_says_what_counts_and_what_touched_it(tmp_path: Path) -> None:
    by = {"reason": "a <fair> point", "by": "Tess", "on": date(2026, 9, 20)}
    decided = Overrides(
        (Adjustment("ann", 1.5, part="p1_sum", **by),), (Void("test_c", **by),)  # type: ignore[arg-type]
    )  # fmt: skip
    graded = class_in(tmp_path, overrides=decided)
    graded.run({"ann": "a"})
    graded.write()
    (path,) = (tmp_path / "feedback").iterdir()
    page = path.read_text(encoding="utf-8")
    assert "6/10 points" in page
    assert "What counts: 7.5 of 10 points" in page
    assert "+1.5 points in p1_sum: a &lt;fair&gt; point (Tess, 2026-09-20)" in page
    assert "test_c counts for everybody" in page


def test_hidden_checks_are_told_in_full_once_they_are_revealed(tmp_path: Path) -> None:
    graded = class_in(tmp_path)
    graded.run({"ann": "abc"})
    path = tmp_path / "feedback" / "ann.html"
    shown = {}
    for reveal in (False, True):
        graded.write(Asked(reveal=reveal))
        shown[reveal] = "an entry differs" in path.read_text(encoding="utf-8")
    assert shown == {False: False, True: True}


def test_feedback_is_worded_again_only_where_something_changed(tmp_path: Path) -> None:
    graded = class_in(tmp_path)
    graded.run({"ann": "ab", "bob": "ab"})
    (tmp_path / "feedback").mkdir()
    (tmp_path / "feedback" / "my notes.txt").write_text("mine")
    graded.write()
    before = {p.name: p.stat().st_mtime_ns for p in (tmp_path / "feedback").iterdir()}
    graded.run({"ann": "ab", "bob": ALL})
    graded.write()
    after = {p.name: p.stat().st_mtime_ns for p in (tmp_path / "feedback").iterdir()}
    assert {name for name in before if before[name] != after[name]} == {"bob.html"}
    graded.run({"bob": ALL})
    graded.write()
    assert {p.name for p in (tmp_path / "feedback").iterdir()} == {"bob.html", "my notes.txt"}


def test_other_points_and_another_handout_reach_the_feedback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    graded = class_in(tmp_path)
    graded.run({"ann": "ab"})
    graded.write()
    path = tmp_path / "feedback" / "ann.html"
    before = path.stat().st_mtime_ns
    graded.write()
    assert path.stat().st_mtime_ns == before
    monkeypatch.setattr(feedback, "wording", lambda homework: "another handout")
    graded.write()
    assert path.stat().st_mtime_ns > before


def test_a_large_class_gets_pages_when_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feedback, "MOST_WRITTEN", 1)
    graded = class_in(tmp_path)
    graded.run({"ann": "ab", "bob": "ab"})
    said = graded.write().lines
    assert "no feedback files were written" in said[-1]
    assert not (tmp_path / "feedback").exists()
    graded.write(Asked(feedback=True))
    assert len(list((tmp_path / "feedback").iterdir())) == 2


def test_two_runs_cannot_write_to_one_folder(tmp_path: Path) -> None:
    first = Store(tmp_path)
    with pytest.raises(SubmissionError, match="another run"):
        Store(tmp_path)
    first.close()


@pytest.mark.parametrize("spoil", ["other version", "no database"])
def test_a_store_that_cannot_be_used_is_refused_in_one_line(spoil: str, tmp_path: Path) -> None:
    if spoil == "no database":
        (tmp_path / NAME).write_bytes(b"hello" * 1000)
    else:
        data = sqlite3.connect(tmp_path / NAME)
        data.execute("PRAGMA user_version = 99")
        data.close()
    with pytest.raises(SubmissionError, match="choose another --output") as refused:
        Store(tmp_path)
    assert len(str(refused.value).splitlines()) == 1


def test_a_full_disk_is_told_in_one_line_and_takes_nothing_that_was_kept(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put(result("abc", "ab"))
    store.data.execute("PRAGMA max_page_count = 1")  # as many as there are
    with pytest.raises(CannotWrite, match="can't be written"):
        store.put(result("abd", "ab", fingerprints=tuple(range(1 << 16))))
    assert store.get("abc") is not None
    assert store.get("abd") is None
    store.data.execute(f"PRAGMA max_page_count = {1 << 20}")
    store.put(result("abd", "ab"))
    store.close()


def test_a_kept_result_comes_back_as_it_was(tmp_path: Path) -> None:
    store = Store(tmp_path)
    kept = replace_sentences(result("abc", "ab", fingerprints=(1, 2**31)))
    store.put(result("abc", "ab", fingerprints=(1, 2**31)))
    assert store.get("abc") == kept
    assert store.get("abd") is None
    assert store.sentences()["tests/t.py::test_a"] == "It holds."
    store.close()


def replace_sentences(kept: object) -> object:
    """A result without its sentences, which are kept once for all."""
    import msgspec

    return msgspec.structs.replace(kept, sentences={})  # type: ignore[type-var]


@pytest.mark.parametrize("scores", [[3.0], [1, 5], [0, 2, 9, 10], [1, 1, 4, 4, 4]])
def test_quantiles_and_means_are_those_of_numpy(scores: list[float]) -> None:
    found = Scores(10.0)
    found.counts.update(scores)
    assert found.mean == pytest.approx(np.mean(scores))
    for share in (0.25, 0.5, 0.75):
        assert found.quantile(share) == pytest.approx(np.quantile(scores, share))
    histogram, _ = np.histogram(scores, bins=5, range=(0, 10))
    assert [count for *_, count in found.histogram(5)] == histogram.tolist()


def test_a_correlation_is_that_of_numpy() -> None:
    draws = np.random.default_rng(7)
    for _ in range(20):
        passed = draws.integers(0, 2, 30)
        rest = draws.normal(passed, 1).round(1)
        found = Correlation()
        for x, y in zip(passed, rest, strict=True):
            found.add(float(x), float(y))
        assert found.value == pytest.approx(np.corrcoef(passed, rest)[0, 1])


def test_nothing_is_said_about_a_check_that_all_answer_alike_or_few() -> None:
    constant, few = Correlation(), Correlation()
    for number in range(40):
        constant.add(1.0, 0.1 * number)
    few.add(0, 1)
    assert constant.value is None
    assert few.value is None


def test_checks_that_nobody_or_everybody_passes_are_pointed_out() -> None:
    statistics = Statistics(SCHEME)
    for number in range(20):
        statistics.add(result(str(number), "ab" if number % 2 else "ac"))
    assert [check.remark for check in statistics.checks] == [
        "everybody passes",
        "those who pass have fewer points",
        "those who pass have fewer points",
        "nobody passes",
    ]
    assert statistics.hardest is not None
    assert statistics.hardest.name == "P2"
    assert [question.percent for question in statistics.questions] == [70, 40]


def test_sections_have_a_table_of_their_own(tmp_path: Path) -> None:
    people = People(
        tuple(Person(s, s, {"sid": s}, "A" if s < "c" else "B") for s in ("ann", "bob", "cem"))
    )
    graded = class_in(tmp_path, people=people)
    graded.run({"ann": ALL, "bob": "ab", "cem": "a"})
    graded.write()
    assert [(r["section"], r["students with a score"], r["mean"]) for r in
            rows(tmp_path / "sections.csv")] == [("A", "2", "7.5"), ("B", "1", "2")]  # fmt: skip


def test_the_page_and_the_table_say_what_changed(tmp_path: Path) -> None:
    graded = class_in(tmp_path)
    graded.run({"ann": "ab", "bob": "ab"})
    graded.write()
    assert "This is the first run" in (tmp_path / "class.html").read_text(encoding="utf-8")
    graded.run({"ann": ALL, "bob": "ab"})
    graded.write()
    (change,) = rows(tmp_path / "changes.csv")
    assert (change["student"], change["before"], change["now"]) == ("ann", "5", "10")
    assert "failed → passed: p2_product.1" in change["why"]
    page = (tmp_path / "class.html").read_text(encoding="utf-8")
    assert "failed → passed: p2_product.1" in page.replace("<wbr>", "")
