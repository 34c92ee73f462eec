"""A wrong shape or type is told as one statement about every size, where it is one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader.diagnosis.oddities.shapes import of_forms
from grader.trials.comparing import require_array, require_dict, require_number
from grader.trials.mismatch import Mismatch


def failing(*checks: Any) -> list[Mismatch]:
    found = []
    for check in checks:
        with pytest.raises(Mismatch) as failure:
            check()
        found.append(failure.value)
    return found


def of_shapes(*shapes: tuple[tuple[int, ...], tuple[int, ...]]) -> str | None:
    """What is said of arrays with these shapes, each with the one that was expected."""
    checks = [
        lambda got=got, wanted=wanted: require_array(np.ones(got), wanted) for got, wanted in shapes
    ]
    statement = of_forms(failing(*checks))
    return statement and statement[0]


@pytest.mark.parametrize(
    ("shapes", "words"),
    [
        ((((3, 1), (3,)), ((1, 1), (1,))), "a column, shape (n, 1), where shape (n,) was expected"),
        ((((1, 3), (3,)), ((1, 1), (1,))), "a row, shape (1, n), where shape (n,) was expected"),
        ((((2, 3), (3, 2)), ((5, 1), (1, 5))), "the other way round, shape (p, n),"),
        ((((3, 3), (3, 2)), ((1, 1), (1, 5))), "square, shape (n, n),"),
        ((((3,), (3, 2)), ((1,), (1, 5))), "a vector, shape (n,),"),
        ((((6,), (3, 2)), ((5,), (1, 5))), "flat, shape (n p,),"),
        ((((2, 2), (3, 2)), ((9, 5), (10, 5))), "one row short, shape (n − 1, p),"),
        ((((4,), (3,)), ((6,), (5,))), "one entry too long, shape (n + 1,),"),
    ],
)
def test_a_shape_is_told_in_letters(shapes: Any, words: str) -> None:
    assert f"the result is {words}" in str(of_shapes(*shapes))


def test_shapes_without_a_rule_are_not_told() -> None:
    assert of_shapes(((3, 1), (3,)), ((1, 4), (4,))) is None
    assert of_shapes(((3, 1), (3,)), ((2, 3), (3, 2))) is None
    assert of_shapes(((7, 5, 2), (3, 2))) is None


def test_a_type_is_told_whatever_its_size() -> None:
    sizes = [lambda size=size: require_number(np.ones(size)) for size in (2, 5)]
    assert of_forms(failing(*sizes))[0] == (  # type: ignore[index]
        "the result is an array of numbers where a number was expected"
    )


def test_a_key_that_is_spelt_otherwise_is_told() -> None:
    dicts = [lambda n=n: require_dict({"w1": 0.0, "b1": n}, ["W1", "b1"]) for n in (2, 5)]
    assert of_forms(failing(*dicts))[0] == "the result is a dict with 'w1' where 'W1' was expected"  # type: ignore[index]


def test_another_key_that_is_wanted_is_not_taken_for_the_missing_one() -> None:
    (missing,) = failing(lambda: require_dict({"b1": 0.0}, ["b1", "b2"]))
    assert missing.form is None
    (missing,) = failing(lambda: require_dict({"b1": 0.0}, ["W1"]))
    assert missing.form is None
    (missing,) = failing(lambda: require_dict({1: 0.0, None: 0.0, ("W", 1): 0.0}, ["W1"]))
    assert missing.form is None


def test_wrong_values_have_no_form() -> None:
    assert of_forms([Mismatch("the result is 3 where 2 was expected")]) is None
    assert of_forms([]) is None
