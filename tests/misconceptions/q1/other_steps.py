"""Q1 gradient_descent: other steps and other closed forms, a line each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tests.misconceptions.in_short import Mistake, registered

Step = Callable[[np.ndarray, np.ndarray, np.ndarray, float, int], Any]
WHICH_LOSS = "Write down the loss of one dimension and differentiate it: which factors come out?"


def _vector(values: Any) -> np.ndarray:
    return np.atleast_1d(np.asarray(values, dtype=np.float64))


def _descends(step: Step, start: float | None = 0.0) -> Callable[..., np.ndarray]:
    """Iterates of w ← step(w, σ, y, η, t), from the same start in every dimension."""

    def wrong(sigma: Any, y: Any, learning_rate: float, num_steps: int) -> np.ndarray:
        s, target = _vector(sigma), _vector(y)
        rows = [np.full_like(s, start) if start is not None else target / s]
        with np.errstate(all="ignore"):
            for t in range(num_steps):
                rows.append(step(rows[-1], s, target, learning_rate, t))
        return np.array(rows)

    return wrong


def _by_formula(iterate: Step) -> Callable[..., np.ndarray]:
    """Row t is iterate(0, σ, y, η, t)."""

    def wrong(sigma: Any, y: Any, learning_rate: float, num_steps: int) -> np.ndarray:
        s, target = _vector(sigma), _vector(y)
        zero = np.zeros_like(s)
        return np.array([iterate(zero, s, target, learning_rate, t) for t in range(num_steps + 1)])

    return wrong


DESCENT = {
    "four_in_the_place_of_two": Mistake(
        "w ← w + 4ησ(y − σw)", WHICH_LOSS,
        _descends(lambda w, s, y, rate, t: w + 4 * rate * s * (y - s * w)),
    ),
    "half_in_the_place_of_two": Mistake(
        "w ← w + ½ησ(y − σw)", WHICH_LOSS,
        _descends(lambda w, s, y, rate, t: w + 0.5 * rate * s * (y - s * w)),
    ),
    "largest_sigma_in_front": Mistake(
        "w ← w + 2η max σ (y − σw)", "Each dimension has its own σ. " + WHICH_LOSS,
        _descends(lambda w, s, y, rate, t: w + 2 * rate * s.max() * (y - s * w)),
    ),
    "divided_by_sigma": Mistake(
        "w ← w + 2η(y − σw)/σ", WHICH_LOSS,
        _descends(lambda w, s, y, rate, t: w + 2 * rate * (y - s * w) / s),
    ),
    "sigma_squared_in_the_prediction": Mistake(
        "w ← w + 2ησ(y − σ²w)", WHICH_LOSS,
        _descends(lambda w, s, y, rate, t: w + 2 * rate * s * (y - s**2 * w)),
    ),
    "no_sigma_at_all": Mistake(
        "w ← w + 2η(y − w)", WHICH_LOSS,
        _descends(lambda w, s, y, rate, t: w + 2 * rate * (y - w)),
    ),
    "steps_of_one_length": Mistake(
        "w ← w − η ∇L/‖∇L‖", "A step gets shorter as the gradient does. Does yours?",
        _descends(lambda w, s, y, rate, t: w + rate * _unit(s * (y - s * w))),
    ),
    "step_along_the_sign": Mistake(
        "w ← w − η sign(∇L)", "A step gets shorter as the gradient does. Does yours?",
        _descends(lambda w, s, y, rate, t: w + rate * np.sign(s * (y - s * w))),
    ),
    "without_the_iterate_before": Mistake(
        "w ← 2ησ(y − σw)", "What is the step added to?",
        _descends(lambda w, s, y, rate, t: 2 * rate * s * (y - s * w)),
    ),
    "gradient_of_the_start": Mistake(
        "w ← w + 2ησ(y − σw_0)", "At which point is the gradient of a later step taken?",
        _descends(lambda w, s, y, rate, t: w + 2 * rate * s * y),
    ),
    "decreasing_rate": Mistake(
        "w ← w + 2ησ(y − σw)/(t + 1)", "Is the rate the same in every step of the handout?",
        _descends(lambda w, s, y, rate, t: w + 2 * rate / (t + 1) * s * (y - s * w)),
    ),
    "rate_over_a_root": Mistake(
        "w ← w + 2ησ(y − σw)/√(t + 1)", "Is the rate the same in every step of the handout?",
        _descends(lambda w, s, y, rate, t: w + 2 * rate / np.sqrt(t + 1) * s * (y - s * w)),
    ),
    "gradient_cut_at_one": Mistake(
        "w ← w − η min(max(∇L, −1), 1)", "A step gets shorter as the gradient does. Does yours?",
        _descends(lambda w, s, y, rate, t: w + rate * np.clip(2 * s * (y - s * w), -1, 1)),
    ),
    "one_dimension_in_each_step": Mistake(
        "w_i ← w_i + 2ησ_i(y_i − σ_i w_i) for i = t mod k alone",
        "Which entries of w does a step of gradient descent change?",
        _descends(
            lambda w, s, y, rate, t: w
            + np.where(np.arange(s.size) == t % s.size, 2 * rate * s * (y - s * w), 0)
        ),
    ),
    "rate_squared": Mistake(
        "w ← w + 2η²σ(y − σw)", "How does a step change if η is doubled?",
        _descends(lambda w, s, y, rate, t: w + 2 * rate**2 * s * (y - s * w)),
    ),
    "uphill_without_the_two": Mistake(
        "w ← w − ησ(y − σw)", "Which sign has the gradient? " + WHICH_LOSS,
        _descends(lambda w, s, y, rate, t: w - rate * s * (y - s * w)), ("all",), 2,
    ),
    "starts_at_the_minimum": Mistake(
        "w_0 = y/σ", "Where does the handout start?",
        _descends(lambda w, s, y, rate, t: w + 2 * rate * s * (y - s * w), None),
    ),
    "errors": Mistake(
        "w_t − y/σ", "How far is it from the minimum, you say. Which point is that?",
        _by_formula(lambda w, s, y, rate, t: -(y / s) * (1 - 2 * rate * s**2) ** t),
    ),
    "what_is_left": Mistake(
        "(1 − 2ησ²)ᵗ y/σ", "That is what is left at step t. How far has w come?",
        _by_formula(lambda w, s, y, rate, t: y / s * (1 - 2 * rate * s**2) ** t),
    ),
    "closed_form_of_the_prediction": Mistake(
        "(1 − (1 − 2ησ²)ᵗ) y", "That is what σw comes to. Which w is that?",
        _by_formula(lambda w, s, y, rate, t: y * (1 - (1 - 2 * rate * s**2) ** t)),
    ),
    "closed_form_without_the_two": Mistake(
        "(1 − (1 − ησ²)ᵗ) y/σ in closed form, and rows from t = 1",
        WHICH_LOSS,
        _by_formula(lambda w, s, y, rate, t: y / s * (1 - (1 - rate * s**2) ** (t + 1))),
        ("all",), 2,
    ),
    "one_loss_for_each_step": Mistake(
        "the losses L(w_0) … L(w_T)", "Iterates are asked for, one per row, and not their losses.",
        lambda sigma, y, learning_rate, num_steps: _losses(sigma, y, learning_rate, num_steps),
    ),
}  # fmt: skip


def _unit(direction: np.ndarray) -> np.ndarray:
    length = np.linalg.norm(direction)
    return direction / length if length else direction


def _losses(sigma: Any, y: Any, rate: float, num_steps: int) -> np.ndarray:
    s, target = _vector(sigma), _vector(y)
    w, losses = np.zeros_like(s), []
    for _ in range(num_steps + 1):
        losses.append(np.sum((target - s * w) ** 2))
        w = w + 2 * rate * s * (target - s * w)
    return np.array(losses)


globals().update(registered("q1_gradient_descent", "gradient_descent", DESCENT, __name__))
