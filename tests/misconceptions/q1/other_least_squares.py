"""Q1 least squares: other steps and other rates, a line each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tests.misconceptions.in_short import Mistake, registered

Step = Callable[[np.ndarray, np.ndarray, np.ndarray, float, int], Any]
WHICH_LOSS = "Differentiate ‖Xw − y‖² with respect to w: which factors come out?"
WHICH_VALUES = "In which directions does gradient descent move, and which factor has each?"


def _descends(step: Step) -> Callable[..., np.ndarray]:
    """Iterates of w ← step(w, X, y, η, t), from 0."""

    def wrong(X: Any, y: Any, learning_rate: float, num_steps: int) -> np.ndarray:
        matrix, target = np.asarray(X, dtype=np.float64), np.asarray(y, dtype=np.float64)
        rows = [np.zeros(matrix.shape[1])]
        for t in range(num_steps):
            rows.append(step(rows[-1], matrix, target, learning_rate, t))
        return np.array(rows)

    return wrong


def _right(w: np.ndarray, X: np.ndarray, y: np.ndarray, rate: float, t: int) -> np.ndarray:
    return w - 2 * rate * X.T @ (X @ w - y)


def _in_turn(w: np.ndarray, X: np.ndarray, y: np.ndarray, rate: float) -> np.ndarray:
    w = w.copy()
    for j in range(w.size):
        w[j] -= 2 * rate * X[:, j] @ (X @ w - y)
    return w


def _rates(result: Callable[[np.ndarray, np.ndarray], tuple[float, float]]) -> Callable[..., Any]:
    """result(singular values that are not 0, X)."""

    def wrong(X: Any) -> tuple[float, float]:
        matrix = np.asarray(X, dtype=np.float64)
        s = np.linalg.svd(matrix, compute_uv=False)
        s = s[s > max(matrix.shape) * np.finfo(np.float64).eps * s[0]]
        largest, best = result(s, matrix)
        return float(largest), float(best)

    return wrong


DESCENT = {
    "four_in_the_place_of_two": Mistake(
        "w ← w − 4ηXᵀ(Xw − y)", WHICH_LOSS,
        _descends(lambda w, X, y, rate, t: w - 4 * rate * X.T @ (X @ w - y)),
    ),
    "half_in_the_place_of_two": Mistake(
        "w ← w − ½ηXᵀ(Xw − y)", WHICH_LOSS,
        _descends(lambda w, X, y, rate, t: w - 0.5 * rate * X.T @ (X @ w - y)),
    ),
    "over_twice_the_points": Mistake(
        "w ← w − (η/2n) Xᵀ(Xw − y)", "Is the loss a sum over the points or a mean? " + WHICH_LOSS,
        _descends(lambda w, X, y, rate, t: w - rate / (2 * len(y)) * X.T @ (X @ w - y)), "all", 2,
    ),
    "mean_over_the_dimensions": Mistake(
        "w ← w − (2η/d) Xᵀ(Xw − y)", "Is the loss a sum or a mean?",
        _descends(lambda w, X, y, rate, t: w - 2 * rate / w.size * X.T @ (X @ w - y)),
    ),
    "uphill_without_the_two": Mistake(
        "w ← w + ηXᵀ(Xw − y)", "Which sign has the gradient? " + WHICH_LOSS,
        _descends(lambda w, X, y, rate, t: w + rate * X.T @ (X @ w - y)), "all", 2,
    ),
    "decreasing_rate": Mistake(
        "w ← w − (2η/(t + 1)) Xᵀ(Xw − y)", "Is the rate the same in every step of the handout?",
        _descends(lambda w, X, y, rate, t: w - 2 * rate / (t + 1) * X.T @ (X @ w - y)),
    ),
    "gradient_of_the_start": Mistake(
        "w ← w + 2ηXᵀy", "At which point is the gradient of a later step taken?",
        _descends(lambda w, X, y, rate, t: w + 2 * rate * X.T @ y),
    ),
    "without_the_iterate_before": Mistake(
        "w ← −2ηXᵀ(Xw − y)", "What is the step subtracted from?",
        _descends(lambda w, X, y, rate, t: -2 * rate * X.T @ (X @ w - y)),
    ),
    "one_entry_after_the_other": Mistake(
        "w_j ← w_j − 2ηX_jᵀ(Xw − y) for one j after the other",
        "At which point is the gradient of the second entry taken?",
        _descends(lambda w, X, y, rate, t: _in_turn(w, X, y, rate)),
    ),
    "ridge": Mistake(
        "w ← w − 2η(Xᵀ(Xw − y) + w)", "Which loss has a gradient like that? Which has the handout?",
        _descends(lambda w, X, y, rate, t: w - 2 * rate * (X.T @ (X @ w - y) + w)),
    ),
    "last_iterate_alone": Mistake(
        "w_T alone", "Which iterates are asked for, and in which shape?",
        lambda X, y, learning_rate, num_steps: (
            _descends(_right)(X, y, learning_rate, num_steps)[-1]
        ),
    ),
    "one_iterate_per_column": Mistake(
        "the iterates as columns", "One iterate per row: which of the two sizes comes first?",
        lambda X, y, learning_rate, num_steps: _descends(_right)(X, y, learning_rate, num_steps).T,
    ),
    "every_row_is_the_last": Mistake(
        "every row is w_T",
        "All rows are one array, changed in place. What does append keep of it?",
        lambda X, y, learning_rate, num_steps: np.tile(
            _descends(_right)(X, y, learning_rate, num_steps)[-1], (num_steps + 1, 1)
        ),
    ),
    "one_loss_for_each_step": Mistake(
        "the losses ‖Xw_t − y‖²", "Iterates are asked for, one per row, and not their losses.",
        lambda X, y, learning_rate, num_steps: np.sum(
            (_descends(_right)(X, y, learning_rate, num_steps) @ np.transpose(X) - y) ** 2, axis=1
        ),
    ),
}  # fmt: skip
RATES = {
    "half_of_both": Mistake(
        "1/(2s_max²) and 1/(2(s_max² + s_min²))", WHICH_LOSS,
        _rates(lambda s, X: (0.5 / s[0] ** 2, 0.5 / (s[0] ** 2 + s[-1] ** 2))),
    ),
    "best_is_half_the_bound": Mistake(
        "1/s_max² and 1/(2s_max²)", "Which rate makes the factors of both extremes equal?",
        _rates(lambda s, X: (1 / s[0] ** 2, 0.5 / s[0] ** 2)),
    ),
    "bound_of_the_smallest": Mistake(
        "1/s_min² and 1/(s_max² + s_min²)", "Which direction limits the rate?",
        _rates(lambda s, X: (1 / s[-1] ** 2, 1 / (s[0] ** 2 + s[-1] ** 2))),
    ),
    "best_is_twice_as_large": Mistake(
        "1/s_max² and 2/(s_max² + s_min²)", WHICH_VALUES,
        _rates(lambda s, X: (1 / s[0] ** 2, 2 / (s[0] ** 2 + s[-1] ** 2))),
    ),
    "bound_is_twice_as_large": Mistake(
        "2/s_max² and 1/(s_max² + s_min²)", WHICH_VALUES,
        _rates(lambda s, X: (2 / s[0] ** 2, 1 / (s[0] ** 2 + s[-1] ** 2))),
    ),
    "best_of_the_sum": Mistake(
        "1/s_max² and 1/(s_max + s_min)²", "Which rate makes the factors of both extremes equal?",
        _rates(lambda s, X: (1 / s[0] ** 2, 1 / (s[0] + s[-1]) ** 2)),
    ),
    "best_of_the_product": Mistake(
        "1/s_max² and 1/(s_max s_min)", "Which rate makes the factors of both extremes equal?",
        _rates(lambda s, X: (1 / s[0] ** 2, 1 / (s[0] * s[-1]))),
    ),
    "values_themselves": Mistake(
        "(s_max, s_min)", "Those are the singular values. What rates follow from them?",
        _rates(lambda s, X: (s[0], s[-1])),
    ),
    "two_over_the_values": Mistake(
        "2/s_max and 2/(s_max + s_min)", WHICH_VALUES,
        _rates(lambda s, X: (2 / s[0], 2 / (s[0] + s[-1]))), "all", 2,
    ),
    "sum_of_all_squares": Mistake(
        "1/s_max² and 1/Σs²", "Which rate makes the factors of both extremes equal?",
        _rates(lambda s, X: (1 / s[0] ** 2, 1 / np.sum(s**2))),
    ),
    "half_over_the_mean_loss": Mistake(
        "n/(2s_max²) and n/(2(s_max² + s_min²))", "Is the loss a sum over the points or a mean?",
        _rates(lambda s, X: (len(X) / (2 * s[0] ** 2), len(X) / (2 * (s[0] ** 2 + s[-1] ** 2)))),
        "all", 2,
    ),
}  # fmt: skip

globals().update(
    registered(
        "q1_least_squares_gradient_descent", "least_squares_gradient_descent", DESCENT, __name__
    )
)
globals().update(
    registered("q1_least_squares_learning_rates", "least_squares_learning_rates", RATES, __name__)
)
