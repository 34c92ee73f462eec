"""What staff are told of the bank of known mistakes: prices, and wrong answers without a name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from grader.authoring.misconceptions import of_answers, of_the_bank
from grader.ending import UsageError
from grader.homework import Homework
from grader.tests.course import ROOT

LAYERS = ROOT / "grader" / "tests" / "homeworks" / "layers"


@pytest.fixture
def layers(tmp_path: Path) -> Homework:
    """The small homework in another place, with a folder of answers beside it."""
    root = tmp_path / "layers"
    shutil.copytree(LAYERS, root, ignore=shutil.ignore_patterns("__pycache__", "build"))
    (root / "class").mkdir()
    return Homework(root)


def hand_in(layers: Homework, student: str, output: str) -> None:
    """An affine layer with another output in the place of x w + b."""
    folder = layers.root / "class" / student
    shutil.copytree(layers.solutions, folder)
    file = folder / "affine.py"
    file.write_text(file.read_text(encoding="utf-8").replace("x @ w + b", output), encoding="utf-8")


def test_each_mistake_has_its_price_beside_what_it_would_cost_check_by_check(
    layers: Homework,
) -> None:
    lines = list(of_the_bank(layers, "q2_affine_forward"))
    assert lines[0] == "q2_affine_forward: 2 points, mistakes: 1"
    assert lines[1].split() == ["2.00", "of", "2.00", "without", "the", "bias"]
    assert lines[-1] == "  0 pairs, 0 of them not told apart"


def test_checks_that_no_mistake_fails_are_listed(layers: Homework) -> None:
    *_, told = of_the_bank(layers, "q12_dropout")
    hidden = "test_dropout_drops_as_many_as_it_is_asked_to"
    assert told == f"  checks that no mistake fails: q12_dropout.2, {hidden}"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("b + x @ w", "no check tells it from what is right"),
        ("x @ v", "raises in every case: NameError: name 'v' is not defined"),
    ],
)
def test_a_mistake_that_is_none_or_does_not_run_is_told(
    said: str, told: str, layers: Homework
) -> None:
    file = layers.root / "tests" / "misconceptions" / "layers.py"
    text = file.read_text(encoding="utf-8").replace("x @ w + 0 * b", said)
    file.write_text(text, encoding="utf-8")
    _, line, *_ = of_the_bank(layers, "q2_affine_forward")
    assert line.endswith(f"  without the bias  {told}")


def test_wrong_answers_without_a_name_are_shown_once_for_each_kind(layers: Homework) -> None:
    hand_in(layers, "ada", "x @ w - 3 * b + x[:, :1]")
    hand_in(layers, "bob", "x[:, :1] + x @ w - b - b - b")
    hand_in(layers, "cleo", "x @ w + 0 * b")
    hand_in(layers, "dan", "x @ w + b")
    first, name, title, *kinds = of_answers(layers, layers.root / "class", "q2_affine_forward")
    shares = "1 named (33%), 0 raised (0%), 0 described (0%), 2 unnamed (67%)"
    assert first == f"3 wrong parts: {shares}"
    assert name == "   1 × q2_affine_forward: without the bias"
    assert title == "without a name, one of each kind:"
    assert len(kinds) == 1
    assert kinds[0].startswith("   2 × q2_affine_forward, for instance ada: ")


def test_what_holds_no_answers_is_told_by_name(layers: Homework) -> None:
    (layers.root / "class" / "notes").mkdir()
    lines = list(of_answers(layers, layers.root / "class", "q2_affine_forward"))
    assert lines[0].startswith("notes: ")
    nothing = "0 named (0%), 0 raised (0%), 0 described (0%), 0 unnamed (0%)"
    assert lines[1:] == [f"0 wrong parts: {nothing}"]
    with pytest.raises(UsageError, match="is no folder"):
        list(of_answers(layers, layers.root / "nowhere"))
