"""Which submissions are nearly the same, and what a person sees of it."""

from __future__ import annotations

from pathlib import Path

from grader.classroom.similarity.compare import compared, own_lines, page, usual_similarity
from grader.classroom.similarity.forms import form_of
from grader.classroom.similarity.groups import FingerprintIndex, Member
from grader.classroom.similarity.pages import Earlier, write_pages
from grader.tests import mixing
from grader.tests.classes import SCHEME
from grader.tests.course import load, submission
from grader.tests.hand_ins import right, write_zip


def renamed(files: dict[str, str]) -> dict[str, str]:
    """The same code under other names, with other comments and spacing."""
    text = files["optimizers.py"].replace("learning_rate = ", "pace   =  ")
    text = text.replace("- learning_rate *", "- pace *")
    assert "pace   =" in text
    return files | {"optimizers.py": text + "\n\n# my own work\n"}


def add(index: FingerprintIndex, student: str, files: dict[str, str], party: str = "") -> None:
    """Take in somebody's files."""
    form = form_of(submission(student, files))
    index.add(Member(student, party or student), form.digest, form.fingerprints)


def test_groups_see_through_names_and_comments_and_leave_out_what_was_given() -> None:
    index = FingerprintIndex()
    other = mixing.replace(
        "def sgd(w, dw, config=None):\n    return w, config", "sgd", "optimizers"
    )
    blank = {name: mixing.solutions().blank(name) for name in mixing.solutions().files}
    for student, files in {
        "ann": right("one"), "bob": renamed(right("two")), "cem": blank, "dee": blank,
        "eve": {"optimizers.py": other.files["optimizers.py"][:900]},
    }.items():  # fmt: skip
        add(index, student, files)
    groups = index.groups()
    assert [group.students for group in groups] == [("ann", "bob")]
    assert groups[0].share > 0.9


def test_who_handed_in_together_is_not_alike_and_a_third_one_is() -> None:
    index = FingerprintIndex()
    for student in ("ann", "bob"):
        add(index, student, right("one"), "together")
    assert index.groups() == []
    index = FingerprintIndex()
    for student, party in (("ann", "together"), ("bob", "together"), ("cem", "")):
        add(index, student, right("one"), party)
    assert [group.students for group in index.groups()] == [("ann", "bob", "cem")]


def test_what_many_write_alike_makes_no_group() -> None:
    index = FingerprintIndex()
    common = tuple(range(500))
    for number in range(30):
        own = tuple(range(1000 * number + 10_000, 1000 * number + 10_040))
        index.add(Member(f"s{number}", f"s{number}"), f"form {number}", common + own)
    index.add(Member("copy", "copy"), "another form", (*common, *range(10_000, 10_036)))
    assert [group.students for group in index.groups()] == [("copy", "s0")]


def test_an_earlier_term_is_a_reference_and_no_group_of_its_own(tmp_path: Path) -> None:
    for student in ("old", "older"):
        write_zip(tmp_path / "2025" / f"{student}.zip", right(student))
    earlier = Earlier([tmp_path / "2025"], load)
    index = FingerprintIndex()
    earlier.add_to(index)
    assert index.groups() == []
    index = FingerprintIndex()
    earlier.add_to(index)
    add(index, "ann", renamed(right("new")))
    (group,) = index.groups()
    assert group.students == ("ann", "earlier: 2025/old", "earlier: 2025/older")
    found = earlier.get("earlier: 2025/old")
    assert found is not None
    assert "optimizers.py" in found.files
    earlier.close()


def test_side_by_side_marks_what_is_the_same_but_for_names_and_leaves_out_the_stub() -> None:
    one, other = submission("a", right("x")), submission("b", renamed(right("y")))
    (found,) = [each for each in compared(one, other, {}) if each.file == "optimizers.py"]
    assert found.share > 90
    changed = [row for row in found.rows if row.left and "learning_rate = " in row.left.text]
    assert changed
    assert all(row.shared and row.right and "pace" in row.right.text for row in changed)
    blank = {line.strip() for line in one.blank("optimizers.py").splitlines()}
    assert not blank & {line.text.strip() for line in own_lines(one, "optimizers.py")}
    text = page("Homework", ("<b>Ann", "Bob"), [found])
    assert "&lt;b&gt;Ann" in text
    assert "pace   =" in text


def test_how_often_right_answers_look_alike_anyway_is_known_from_ten_on() -> None:
    same = [submission(str(n), right(str(n))) for n in range(10)]
    assert usual_similarity(same, "optimizers.py") == 100
    assert usual_similarity(same[:9], "optimizers.py") is None


def test_each_group_has_a_page_with_names(tmp_path: Path) -> None:
    submissions = {"1": submission("1", right("x")), "2": submission("2", renamed(right("y")))}
    index = FingerprintIndex()
    for student, given in submissions.items():
        add(index, student, dict(given.files))
    names = {"1": "Ann", "2": "Bob"}
    found = write_pages(
        tmp_path / "alike", SCHEME, index.groups(), submissions.get, names.__getitem__, []
    )
    assert found == {0: "alike/1.html"}
    text = (tmp_path / "alike" / "1.html").read_text(encoding="utf-8")
    assert "<h1>Ann and Bob</h1>" in text
