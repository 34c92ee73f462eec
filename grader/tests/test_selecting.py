"""A question is found by whatever name people give it."""

from __future__ import annotations

import pytest

from grader.judge.selecting import UnknownQuestion
from grader.tests.course import parts, select


@pytest.mark.parametrize("typed", ["q4b_adam", "Q4B_ADAM", " q4b_adam ", "adam", "Adam", "q4b_ad"])
def test_a_part_is_found_by_its_name_and_by_its_function(typed: str) -> None:
    assert [part.name for part in select(typed)] == ["q4b_adam"]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("q4b adam", "q4b_adam"),
        ("Q4b-Adam", "q4b_adam"),
        ("4b_adam", "q4b_adam"),
        ("adam()", "q4b_adam"),
        ("optimizers.adam", "q4b_adam"),
        ("sgd momentum", "q4b_sgd_momentum"),
        ("momentum", "q4b_sgd_momentum"),
        ("he", "q4a_he_init"),
        ("best model", "q4c_best_model"),
        ("linearized", "q3_linearized_features"),
        ("homework process", "q5_process"),
    ],
)
def test_a_part_is_found_by_its_words_however_they_are_set(typed: str, name: str) -> None:
    assert [part.name for part in select(typed)] == [name]


@pytest.mark.parametrize("typed", ["q1g", "Q1(g)", "Q1 (g)", "q1(G)", "1g", "Problem 1(g)"])
def test_a_letter_of_the_handout_gives_its_parts(typed: str) -> None:
    assert [part.stated.place for part in select(typed)] == ["Q1(g)", "Q1(g)"]


@pytest.mark.parametrize("typed", ["4", "question 4", "Initialization and optimizers"])
def test_a_question_goes_by_its_number_and_by_its_title(typed: str) -> None:
    assert select(typed) == select("q4")


@pytest.mark.parametrize(
    "typed",
    ["optimizers.py", "student/optimizers.py", "optimizers", "OPTIMIZERS.PY", "optimizer"],
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


@pytest.mark.parametrize("typed", ["q4b_adam.2", "Q4B_Adam.2", "adam.2", "4b adam 2"])
def test_one_check_is_found_by_its_number(typed: str) -> None:
    (part,) = select(typed)
    assert [part.label(line) for line in part.lines] == ["q4b_adam.2"]
    assert part.worth == 10


@pytest.mark.parametrize(("typed", "near"), [("adm", "adam"), ("q4b_adan", "q4b_adam")])
def test_what_is_nearly_a_name_is_asked_back(typed: str, near: str) -> None:
    with pytest.raises(UnknownQuestion, match=near):
        select(typed)


@pytest.mark.parametrize(
    ("typed", "listed"),
    [
        ("overlap", "'overlap' may be q3_principal_overlap or q3_mean_feature_overlap"),
        ("init", "'init' may be q4a_zero_init, q4a_random_init or q4a_he_init"),
    ],
)
def test_words_of_several_functions_list_them(typed: str, listed: str) -> None:
    with pytest.raises(UnknownQuestion) as told:
        select(typed)
    assert str(told.value) == listed


@pytest.mark.parametrize("typed", ["q6", "5a", "xavier", "*", "()"])
def test_what_is_no_name_is_told_what_there_is(typed: str) -> None:
    with pytest.raises(UnknownQuestion, match="give Q1, Q2, Q3, Q4 or Q5, a function, a file"):
        select(typed)
