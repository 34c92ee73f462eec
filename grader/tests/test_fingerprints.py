"""An answer is known again by its fingerprint: up to rounding and what is free, and no further."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader.diagnosis.fingerprint import fingerprint, has_fingerprint
from grader.diagnosis.same_values import Freedom
from grader.model import Call

FREE = Freedom(state=("m",))
W = np.array([[1.0, -2.0], [3.0, 0.5]])


def alike(one: Any, other: Any, freedom: Freedom = FREE, given: Any = W) -> bool:
    calls = [[Call("rule", (given,), {}, value)] for value in (one, other)]
    return has_fingerprint(calls[0], freedom, fingerprint(calls[1], freedom))


def test_rounding_is_the_same_answer_and_a_digit_is_another() -> None:
    assert alike((W, {"m": W}), (W * (1 + 1e-14), {"m": W}))
    assert not alike((W, {"m": W}), (W * (1 + 1e-6), {"m": W}))
    assert not alike((W, {"m": W}), (W, {"m": 2 * W}))


def test_single_precision_is_compared_as_such() -> None:
    given = W.astype(np.float32)
    assert alike(W, W * (1 + 1e-6), given=given)
    assert not alike(W, W * 1.01, given=given)


def test_keys_that_are_no_state_are_free_and_state_is_not() -> None:
    assert alike((W, {"m": W, "rate": 1.0}), (W, {"m": W}))
    assert not alike((W, {"m": W}), (W, {}))


@pytest.mark.parametrize("other", [W[0], W.ravel(), [W], None, float("nan") * W])
def test_another_form_is_another_answer(other: Any) -> None:
    assert not alike(W, other)


def test_entries_that_change_places_are_another_answer() -> None:
    assert not alike(W, W[::-1])


def test_signs_of_columns_are_free_where_they_are_said_to_be() -> None:
    signs = Freedom(free_signs=True)
    values = np.array([3.0, 1.0])
    assert alike([values, W], [values, W * [-1, 1]], signs)
    assert not alike([values, W], [values, -abs(W)], signs)
    assert not alike([values, W], [values, W * [-1, 1]], Freedom())


def test_an_exception_is_known_by_its_words() -> None:
    raised = [
        [Call("rule", (W,), {}, None, failed=True, raised=("ValueError", text))] for text in "ab"
    ]
    assert has_fingerprint(raised[0], FREE, fingerprint(raised[0], FREE))
    assert not has_fingerprint(raised[0], FREE, fingerprint(raised[1], FREE))


def test_numbers_that_no_sum_holds_are_not_taken_for_any_answer() -> None:
    assert not alike(W * 5e307, W)
    assert not alike([W, np.full_like(W, 1.7e308)], [W, W])


def test_a_dict_may_have_keys_of_all_kinds() -> None:
    mixed = {1: W, "a": 2.0, None: W, (1, 2): 3.0}
    assert alike(mixed, dict(reversed(mixed.items())), Freedom())
    assert not alike(mixed, {1: W}, Freedom())
