"""homework.toml: what it says in which order, what is refused in one line, and how it is found."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.homework import Homework, find
from grader.homework_toml import NAME, HomeworkError

SAID = """\
title = "Small"
seed = 3
files = [{ name = "late.py" }, { name = "early.py", libraries = ["torch"] }]

[[questions]]
name = "Q10"
title = "The tenth"
parts = [{ name = "zebra", file = "late.py" }]

[[questions]]
name = "Q2"
title = "The second"
parts = [{ name = "ant", file = "early.py" }]
"""


def small(folder: Path, said: str = SAID) -> Homework:
    folder.mkdir(exist_ok=True)
    (folder / NAME).write_text(said, encoding="utf-8")
    return Homework(folder)


def test_order_is_that_of_the_file_and_not_of_names(tmp_path: Path) -> None:
    homework = small(tmp_path)

    assert [file.name for file in homework.files] == ["late.py", "early.py"]
    assert [part.name for part in homework.parts] == ["zebra", "ant"]
    assert homework.question_of("ant").name == "Q2"


def test_it_is_found_from_any_folder_below(tmp_path: Path) -> None:
    small(tmp_path)
    below = tmp_path / "student" / "notebooks"
    below.mkdir(parents=True)

    assert find(below).root == tmp_path.resolve()


def test_where_there_is_none_one_line_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(HomeworkError, match=r"no homework.toml in .* call this from a homework's"):
        find(tmp_path)


WRONG = {
    "seed = -1": ("seed = 3", r"\$\.seed"),
    'seed = "x"': ("seed = 3", r"\$\.seed"),
    "sede = 3": ("seed = 3", "sede"),
    'name = "no way.py"': ('name = "late.py"', r"\$\.files\[0\]\.name"),
    'file = "gone.py"': ('file = "early.py"', "ant looks at gone.py"),
    'name = "ant", file = "late.py"': ('name = "zebra", file = "late.py"', "twice: ant"),
    'name = "Q2"\ntitle = "A"': ('name = "Q10"\ntitle = "The tenth"', "twice: Q2"),
    "files = [": ("title =", "homework.toml"),
    'hooks.kinds = "kinds"\ntitle': ("title", r"\$\.hooks\.kinds"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_bad_value_is_one_line_that_says_where(tmp_path: Path, wrong: str) -> None:
    right, where = WRONG[wrong]
    with pytest.raises(HomeworkError, match=where) as refused:
        small(tmp_path, SAID.replace(right, wrong, 1))
    assert len(str(refused.value).splitlines()) == 1


@pytest.fixture
def loaded_as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Other tests hold classes of this process's homework, which must be found again."""
    monkeypatch.setattr(sys, "path", sys.path.copy())
    before = {name: module for name, module in sys.modules.items() if _is_content(name)}
    yield
    for name in [*filter(_is_content, sys.modules)]:
        del sys.modules[name]
    sys.modules.update(before)


def _is_content(module: str) -> bool:
    return module.partition(".")[0] in ("tests", "student")


def with_module(homework: Homework, text: str) -> Homework:
    homework.tests.mkdir()
    (homework.tests / "__init__.py").touch()
    (homework.tests / "things.py").write_text(text, encoding="utf-8")
    return homework


@pytest.mark.usefixtures("loaded_as_before")
def test_modules_of_one_homework_make_room_for_those_of_another(tmp_path: Path) -> None:
    first = with_module(small(tmp_path / "first"), "NAME = 1\n")
    second = with_module(small(tmp_path / "second"), "NAME = 2\n")

    assert [h.load("tests.things").NAME for h in (first, second, first)] == [1, 2, 1]


@pytest.mark.usefixtures("loaded_as_before")
def test_a_module_behind_a_link_is_loaded_once(tmp_path: Path) -> None:
    real = with_module(small(tmp_path / "real"), "class Thing: ...\n")
    linked = small(tmp_path / "linked")
    linked.tests.symlink_to(real.tests)

    assert linked.load("tests.things").Thing is linked.load("tests.things").Thing
