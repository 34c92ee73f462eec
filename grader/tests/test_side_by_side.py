"""Both sides of a comparison have the same number of digits: enough to tell them apart."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader.display.side_by_side import digits_to_tell, side_by_side


@pytest.mark.parametrize(
    ("expected", "got", "shown"),
    [
        # One sign more is no digit more.
        (-0.02875, 0.02875, ("-0.02875", "0.02875")),
        # Both in full where both are short, both rounded where one is long.
        (0.03125, 0.0625, ("0.03125", "0.0625")),
        (0.03125, 0.0299871234, ("0.0312", "0.03")),
        (12.375, 1 / 3, ("12.4", "0.333")),
        # Where they differ in a late digit, as many as that takes.
        (0.123456789, 0.123450001, ("0.12346", "0.12345")),
        # A whole number stays one, and a large one needs no exponent.
        (1.0, 1 / 3, ("1.0", "0.333")),
        (1234.5, 1200.123, ("1234", "1200")),
        (1e9, 1.5e9 + 0.1, ("1e+09", "1.5e+09")),
        ([1.0, 1 / 3], [0.5, 0.25], ("[1.0, 0.333]", "[0.5, 0.25]")),
        (2, 1 / 3, ("2", "0.333")),
        (np.nan, 0.02875, ("np.nan", "0.02875")),
    ],
)
def test_both_sides_have_the_same_number_of_digits(
    expected: Any, got: Any, shown: tuple[str, str]
) -> None:
    assert side_by_side(expected, got, None) == shown


def test_the_entries_of_two_arrays_have_the_same_number_of_digits() -> None:
    expected, got = np.array([-0.02875, 0.5]), np.array([0.02875, 0.5])
    assert side_by_side(expected, got, (0,)) == ("[>-0.02875<, 0.5]", "[>0.02875<, 0.5]")
    got[1] = 1 / 3
    assert side_by_side(expected, got, (0,)) == ("[>-0.0288<, 0.5]", "[>0.0288<, 0.333]")


def test_the_one_entry_of_an_array_needs_no_mark() -> None:
    assert side_by_side(np.array([0.5]), np.array([0.25]), (0,)) == ("[0.5]", "[0.25]")


def test_a_value_alone_is_shown_with_six_digits() -> None:
    assert side_by_side(None, 2.0000123456, None) == (None, "2.00001")


def test_what_is_too_large_to_be_shown_is_not_looked_through_for_long_numbers() -> None:
    assert digits_to_tell(np.zeros(10**6), np.ones(10**6), (0,)) == 3
