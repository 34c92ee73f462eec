"""A question is found by whatever name people give it."""

from __future__ import annotations

import pytest

from grader.judge.rubric import UnknownQuestion
from grader.tests.course import parts, select


@pytest.mark.parametrize("typed", ["q4b_adam", "Q4B_ADAM", " q4b_adam ", "adam", "Adam", "q4b_ad"])
def test_a_part_is_found_by_its_name_and_by_its_function(typed: str) -> None:
    assert [part.name for part in select(typed)] == ["q4b_adam"]


@pytest.mark.parametrize("typed", ["q1g", "Q1(g)", "Q1 (g)", "q1(G)"])
def test_a_letter_of_the_handout_gives_its_parts(typed: str) -> None:
    assert [part.stated.place for part in select(typed)] == ["Q1(g)", "Q1(g)"]


@pytest.mark.parametrize(
    "typed", ["optimizers.py", "student/optimizers.py", "optimizers", "OPTIMIZERS.PY"]
)
def test_a_file_gives_all_parts_that_look_at_it(typed: str) -> None:
    chosen = [part.name for part in select(typed)]
    assert chosen == [part.name for part in parts() if part.stated.file == "optimizers.py"]


def test_a_function_of_two_files_gives_both() -> None:
    chosen = [part.name for part in select("gradient_descent")]
    assert chosen == ["q1_gradient_descent", "q2_gradient_descent"]


@pytest.mark.parametrize("typed", ["", "all", "ALL"])
def test_all_is_everything(typed: str) -> None:
    assert select(typed) == parts()


@pytest.mark.parametrize("typed", ["q4b_adam.2", "Q4B_Adam.2"])
def test_one_check_is_found_by_its_number(typed: str) -> None:
    (part,) = select(typed)
    assert [part.label(line) for line in part.lines] == ["q4b_adam.2"]
    assert part.worth == 10


@pytest.mark.parametrize(("typed", "near"), [("adm", "adam"), ("q4b_adan", "q4b_adam")])
def test_what_is_nearly_a_name_is_asked_back(typed: str, near: str) -> None:
    with pytest.raises(UnknownQuestion, match=near):
        select(typed)
