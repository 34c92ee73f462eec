"""The comparator: type, shape, kind, finite, values, in this order, and what it says of each."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from grader.trials.comparing import (
    FLOAT32_TOLERANCE,
    FLOAT64_TOLERANCE,
    assert_close,
    assert_equal,
    require_array,
    require_bool,
    require_dict,
    require_integer,
    require_number,
    require_sequence,
)
from grader.trials.mismatch import Mismatch
from grader.worker.wire import Handle, Tensor
from tests.kinds import MLP

EXPECTED = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])


def message(got: Any, expected: Any, **options: Any) -> str:
    with pytest.raises(Mismatch) as caught:
        assert_close(got, expected, **options)
    return str(caught.value)


@pytest.mark.parametrize(
    ("got", "words"),
    [
        # Each is wrong in everything that comes later as well: the first idea is named.
        (None, "is None where a NumPy array was expected"),
        ([[1.0, float("nan")], [1.0]], "is a list or tuple where a NumPy array was expected"),
        ([[1.0, None]] * 2, "is a list or tuple where a NumPy array was expected"),
        (Tensor(EXPECTED), "is a tensor where a NumPy array was expected"),
        (np.array([1, 2]), "has shape (2,) where (2, 3) was expected"),
        (np.zeros((3, 2), dtype=int), "has shape (3, 2) where (2, 3) was expected"),
        (np.zeros((2, 3), dtype=int), "holds integers where floats were expected"),
        (np.zeros((2, 3), dtype=bool), "holds booleans where floats were expected"),
        (np.where(EXPECTED == 5, np.nan, 0.0), "is nan at [1, 1]"),
        (np.where(EXPECTED == 3, -np.inf, 0.0), "is -inf at [0, 2]"),
    ],
)
def test_the_first_thing_that_is_wrong_is_named(got: Any, words: str) -> None:
    assert words in message(got, EXPECTED)


def test_a_list_is_as_good_as_the_array_of_its_numbers() -> None:
    assert_close(EXPECTED.tolist(), EXPECTED)
    assert_close([[1, 2, 3.0], [4, 5, 6]], EXPECTED)
    assert_close([*EXPECTED], EXPECTED)
    assert require_array([1.0, 2.0], (2,)).tolist() == [1.0, 2.0]
    for got, words in (
        ([1.0, 2.0, 3.0], "has shape (3,) where (2, 3) was expected"),
        ([[1, 2, 3], [4, 5, 6]], "holds integers where floats were expected"),
        ([[1.0, 2.0, 3.0], [4.0, 5.0, float("nan")]], "is nan at [1, 2]"),
        ([], "has shape (0,) where (2, 3) was expected"),
        ([[], [1.0]], "is a list or tuple where"),
        ([[True, 2.0, 3.0]] * 2, "is a list or tuple where"),
        ([1.0, [2.0]], "is a list or tuple where"),
        ([EXPECTED[0], EXPECTED[1, :2]], "is a list or tuple where"),
        ([EXPECTED[0] > 0] * 2, "is a list or tuple where"),
        ([[[[[[[[[1.0]]]]]]]]], "is a list or tuple where"),
    ):
        assert words in message(got, EXPECTED)


def test_a_shape_that_broadcasts_is_another_shape() -> None:
    assert "has shape (1, 3)" in message(np.ones((1, 3)), np.ones((2, 3)))


def test_the_message_gives_the_worst_place_how_many_differ_and_both_values() -> None:
    got = EXPECTED.copy()
    got[0, 1] += 0.1
    got[1, 2] -= 3
    with pytest.raises(Mismatch) as caught:
        assert_close(got, EXPECTED, what="the matrix")
    assert str(caught.value) == (
        "the matrix is 3 at [1, 2] where 6 was expected (2 of 6 entries differ)"
    )
    assert caught.value.worst == (1, 2)
    assert caught.value.got is got
    assert caught.value.expected is EXPECTED


def test_the_worst_place_is_the_worst_relative_to_what_is_allowed_there() -> None:
    got = np.array([1000.0 + 1e-3, 1e-3 + 1e-6])
    assert "at [1]" in message(got, np.array([1000.0, 1e-3]))


def test_a_number_has_no_index_and_no_count() -> None:
    assert message(2.0, 3.0) == "the result is 2 where 3 was expected"
    assert "is an array of shape (1,) where a number" in message(np.array([3.0]), 3.0)
    assert "True or False where a number" in message(True, 1.0)
    assert message(float("nan"), 3.0) == "the result is nan"


def test_differences_within_rounding_pass_and_beyond_it_fail() -> None:
    assert_close(EXPECTED * (1 + 0.9 * FLOAT64_TOLERANCE), EXPECTED)
    message(EXPECTED * (1 + 1.1 * FLOAT64_TOLERANCE), EXPECTED)
    single = (EXPECTED * (1 + 5e-6)).astype(np.float32)
    assert_close(single, EXPECTED, tolerance=FLOAT32_TOLERANCE)
    message(single, EXPECTED)


def test_zeros_may_be_roundings_of_the_largest_entry_and_no_more() -> None:
    expected = np.array([1e6, 0.0])
    assert_close(np.array([1e6, 1e-9]), expected)
    assert "at [1]" in message(np.array([1e6, 1e-6]), expected)
    assert "at [0]" in message(np.array([1e-300]), np.array([0.0]))


def test_a_scale_says_against_what_errors_are_small() -> None:
    assert_close(np.array([1e-7]), np.array([0.0]), scale=1e3)
    message(np.array([1e-5]), np.array([0.0]), scale=1e3)
    message(np.array([1e-300]), np.array([0.0]), scale=0)
    by_row = np.array([[1e6], [1.0]])
    assert "at [1, 0]" in message(np.full((2, 1), 1e-4), np.zeros((2, 1)), scale=by_row)


def test_an_empty_array_of_the_right_shape_is_right() -> None:
    assert_close(np.zeros((0, 3)), np.zeros((0, 3)))
    assert_close([], np.zeros(0))
    assert_close([[], []], np.zeros((2, 0)))
    message(np.zeros((3, 0)), np.zeros((0, 3)))


def test_nan_is_never_close() -> None:
    message(np.array([1.0]), np.array([np.nan]))
    message(float("nan"), float("nan"))


def test_an_infinity_is_close_to_itself_and_to_nothing_else() -> None:
    right = np.array([0.0, np.inf, -np.inf])
    assert_close(right.copy(), right)
    assert_close(right.copy(), right, scale=1.0)
    assert_close(np.inf, np.inf)
    for wrong in ([0.0, 1e308, -np.inf], [0.0, np.inf, np.inf], [np.nan, np.inf, -np.inf]):
        message(np.array(wrong), right)
    assert "is 3 where inf was expected" in message(3, np.inf)
    assert "is 5 at [0] where 0 was expected" in message(np.array([5.0, np.inf, -np.inf]), right)


def test_integers_will_do_where_integers_are_expected() -> None:
    assert_close(np.array([1, 2]), np.array([1, 2]))
    assert_close(np.array([1.0, 2.0]), np.array([1, 2]))
    assert "holds integers" in message(np.array([1, 2]), np.array([1.0, 2.0]))
    assert require_array(np.array([1, 2]), whole=True).tolist() == [1, 2]


def test_yes_and_no_counts_and_none_are_compared_exactly() -> None:
    assert_equal(1, True)
    assert_equal(3.0, 3)
    assert_equal(None, None)
    for got, expected in (
        (0, True),
        (2, True),
        (None, True),
        (3.5, 3),
        (4, 3),
        (None, 3),
        (0, None),
    ):
        with pytest.raises(Mismatch):
            assert_equal(got, expected)


def unequal(got: object, expected: object) -> str:
    with pytest.raises(Mismatch) as mismatch:
        assert_equal(got, expected)
    return str(mismatch.value).removeprefix("the result ")


def test_lists_and_dicts_are_equal_where_each_piece_is() -> None:
    assert_equal({("a", 1): [1, None, "x"]}, {("a", 1): [1.0, None, "x"]})
    assert_equal(np.arange(3), [0, 1, 2])  # long lists are sent as arrays
    assert_equal([], [])
    assert unequal([1, [2, "x"]], [1, [2, "y"]]) == "is 'x' at [1][1] where 'y' was expected"
    assert unequal({"a": [1]}, {"a": [2]}) == "is 1 at ['a'][0] where 2 was expected"
    assert unequal([1], [1, 2]) == "is [1] where [1, 2] was expected"
    assert unequal([0] * 30, [[0] * 40]) == (
        "is a list or tuple of 30 where a list or tuple of 1 was expected"
    )
    assert unequal("1", 1) == "is a string where a number was expected"
    assert unequal(["1"], [1]) == "is '1' at [0] where 1 was expected"


def test_the_first_key_that_is_missing_or_too_many_is_named() -> None:
    assert unequal({"a": 1}, {"b": 1, "a": 1, "c": 1}) == "has no key 'b'"
    assert unequal([{"z": 1, "a": 1}], [{"a": 1}]) == "has a key too many, 'z' at [0]"


def test_kinds_and_handles_are_named_as_a_student_would() -> None:
    pair, other = (MLP(["Linear"], [np.full((1, 1), x), np.zeros(1)]) for x in (1.0, 2.0))
    assert_equal([pair], [replace(pair)])
    assert unequal(pair, other) == "is network 1 → 1 where network 1 → 1 was expected"
    assert unequal(Handle("Counter", 3), 1) == "is a Counter where a number was expected"
    assert unequal([Handle("Counter", 3)], ["a"]) == "is a Counter at [0] where 'a' was expected"


def test_what_is_required_is_passed_on_or_explained() -> None:
    assert require_bool(1.0) is True
    assert require_integer(2.0) == 2
    assert require_number(2) == 2.0
    assert require_sequence([1, 2], 2) == [1, 2]
    assert require_dict({"a": 1, "b": 2}, ["a"]) == {"a": 1, "b": 2}
    assert np.isnan(require_array(np.array([np.nan]), finite=False)).all()
    with pytest.raises(Mismatch, match="is a list or tuple of 3 where 2 values were expected"):
        require_sequence([1, 2, 3], 2)
    with pytest.raises(Mismatch, match="has no key 'b', 'c'"):
        require_dict({"a": 1}, ["a", "b", "c"])
    with pytest.raises(Mismatch, match=r"is 2\.5 where a whole number was expected"):
        require_integer(2.5)
    with pytest.raises(Mismatch, match="is a Thing where a number was expected"):
        require_number(Handle("Thing"))


def test_numbers_that_differ_look_different_in_the_message() -> None:
    with pytest.raises(Mismatch, match=r"is -0\.00100001 where -0\.001 was expected"):
        assert_close(-0.00100001, -0.001)
    with pytest.raises(Mismatch, match=r"is 0\.3000000001 where 0\.3 was expected"):
        assert_close(0.3000000001, 0.3, tolerance=1e-12)
