"""Q2: step sizes in gradient descent on a norm (NumPy).

Minimize f(x) = ‖x − b‖₂ (the norm, not its square) from x_0 with step sizes t_0, t_1, …,

    x_{i+1} = x_i − t_i ∇f(x_i).

Where f has no gradient, 0 stands in for it.

d: number of dimensions; T: number of steps. Lists and ints are accepted. Arguments are checked for
you: a bad one raises a ValueError that says what is wrong.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from student.provided.validation import (
    count,
    not_negative,
    positive,
    require_equal_lengths,
    step_size_vector,
    up_to,
    vector,
)


def distance_gradient(x: ArrayLike, b: ArrayLike) -> np.ndarray:
    """The gradient of f(x) = ‖x − b‖₂. Source: Q2(b).

    Args:
        x: point, shape (d,).
        b: minimum, shape (d,).

    Returns:
        ∇f(x), shape (d,); where f has no gradient, 0.

    Raises:
        ValueError: for empty arguments or different lengths.
    """
    x = vector("x", x)
    b = vector("b", b)
    require_equal_lengths("x", x, "b", b)

    """  # BEGIN PROMPT
    raise NotImplementedError("Q2 distance_gradient: differentiate the norm; 0 if that fails")
    """  # END PROMPT
    # BEGIN SOLUTION NO PROMPT
    distance = np.linalg.norm(x - b)
    return (x - b) / distance if distance > 0 else np.zeros_like(x)
    # END SOLUTION


def constant_step_sizes(step: float, num_steps: int) -> np.ndarray:
    """The step sizes t_i = step. Source: Q2(c).

    Args:
        step: 0 or more.
        num_steps: T ≥ 0.

    Returns:
        t_0 … t_{T−1}, shape (T,).

    Raises:
        ValueError: for a negative step or T < 0.
    """
    step = not_negative("step", step)
    num_steps = count("num_steps", num_steps)

    """  # BEGIN PROMPT
    raise NotImplementedError("Q2 constant_step_sizes: an array of T equal entries")
    """  # END PROMPT
    # BEGIN SOLUTION NO PROMPT
    return np.full(num_steps, step)
    # END SOLUTION


def decreasing_step_sizes(num_steps: int) -> np.ndarray:
    """The step sizes t_i = 1/(i + 1). Source: Q2(d).

    Args:
        num_steps: T ≥ 0.

    Returns:
        t_0 … t_{T−1}, shape (T,).

    Raises:
        ValueError: for T < 0.
    """
    num_steps = count("num_steps", num_steps)

    """  # BEGIN PROMPT
    raise NotImplementedError("Q2 decreasing_step_sizes: an array of T entries, the first one is 1")
    """  # END PROMPT
    # BEGIN SOLUTION NO PROMPT
    return 1 / np.arange(1, num_steps + 1)
    # END SOLUTION


def gradient_descent(b: ArrayLike, x0: ArrayLike, step_sizes: ArrayLike) -> np.ndarray:
    """Iterates of gradient descent on ‖x − b‖₂. Source: Q2(c), Q2(d).

    Args:
        b: minimum, shape (d,).
        x0: starting point, shape (d,).
        step_sizes: t_0 … t_{T−1}, shape (T,), none negative; may be empty.

    Returns:
        x_0 … x_T, one iterate per row, shape (T + 1, d). An iterate at b stays there.

    Raises:
        ValueError: for empty points, different lengths, or a negative step size.
    """
    b = vector("b", b)
    x0 = vector("x0", x0)
    require_equal_lengths("b", b, "x0", x0)
    step_sizes = step_size_vector("step_sizes", step_sizes)

    """  # BEGIN PROMPT
    raise NotImplementedError("Q2 gradient_descent: step t_i against the gradient, keep every x")
    """  # END PROMPT
    # BEGIN SOLUTION NO PROMPT
    x = np.empty((len(step_sizes) + 1, len(x0)))
    x[0] = x0
    for i, t in enumerate(step_sizes):
        distance = np.linalg.norm(x[i] - b)
        gradient = (x[i] - b) / distance if distance > 0 else 0
        x[i + 1] = x[i] - t * gradient
    return x
    # END SOLUTION


def steps_until_within(
    b: ArrayLike, x0: ArrayLike, step_sizes: ArrayLike, tolerance: float
) -> int | None:
    """The first iterate of gradient descent on ‖x − b‖₂ that is close to b. Source: Q2(c), Q2(d).

    Args:
        b: minimum, shape (d,).
        x0: starting point, shape (d,).
        step_sizes: t_0 … t_{T−1}, shape (T,), none negative; may be empty.
        tolerance: largest distance that counts as close, 0 or more.

    Returns:
        The first i in 0 … T with ‖x_i − b‖₂ ≤ tolerance; None where there is none.

    Raises:
        ValueError: for empty points, different lengths, a negative step size or tolerance.
    """
    b = vector("b", b)
    x0 = vector("x0", x0)
    require_equal_lengths("b", b, "x0", x0)
    step_sizes = step_size_vector("step_sizes", step_sizes)
    tolerance = not_negative("tolerance", tolerance)

    """  # BEGIN PROMPT
    raise NotImplementedError("Q2 steps_until_within: the first i with ‖x_i − b‖ ≤ tolerance")
    """  # END PROMPT
    # BEGIN SOLUTION NO PROMPT
    # The gradient has length 1, so x stays on the line through b and its distance says all: a
    # step that overshoots comes out on the other side.
    distance = np.linalg.norm(x0 - b)
    if distance <= tolerance:
        return 0
    for i, t in enumerate(step_sizes):
        distance = abs(distance - t)
        if distance <= tolerance:
            return i + 1
    return None
    # END SOLUTION


def constant_step_limit(distance: float, step: float) -> tuple[float, float]:
    """The two distances to b between which a constant step ends up alternating. Source: Q2(c).

    Args:
        distance: ‖x_0 − b‖₂, 0 or more.
        step: the constant step size, positive.

    Returns:
        Two distances, in either order; (0, 0) where distance is a multiple of step.

    Raises:
        ValueError: for a negative distance or step ≤ 0.
    """
    distance = not_negative("distance", distance)
    step = positive("step", step)

    """  # BEGIN PROMPT
    raise NotImplementedError("Q2 constant_step_limit: what is left before b, and past it?")
    """  # END PROMPT
    # BEGIN SOLUTION NO PROMPT
    remainder = distance % step
    return (remainder, step - remainder) if remainder > 0 else (0.0, 0.0)
    # END SOLUTION


def constant_step_reaches(distance: float, step: float, tolerance: float) -> bool:
    """Whether gradient descent with a constant step ever comes close to b. Source: Q2(c).

    In closed form: the answer costs the same for a distance of 1 and of 10⁹ steps.

    Args:
        distance: ‖x_0 − b‖₂, 0 or more.
        step: the constant step size, positive.
        tolerance: largest distance that counts as close, 0 or more.

    Returns:
        True if ‖x_i − b‖₂ ≤ tolerance for some i ≥ 0, x_0 included.

    Raises:
        ValueError: for a negative distance or tolerance, or step ≤ 0.
    """
    distance = not_negative("distance", distance)
    step = positive("step", step)
    tolerance = not_negative("tolerance", tolerance)

    """  # BEGIN PROMPT
    raise NotImplementedError("Q2 constant_step_reaches: how close does it come in the end?")
    """  # END PROMPT
    # BEGIN SOLUTION NO PROMPT
    remainder = distance % step
    return min(remainder, step - remainder) <= tolerance
    # END SOLUTION


def decreasing_steps_needed(distance: float, tolerance: float) -> int:
    """The number of steps 1/(i + 1) after which gradient descent is close to b. Source: Q2(d).

    Args:
        distance: δ_0 = ‖x_0 − b‖₂, 0 … 10 (10 takes 12,244 steps to a tolerance of 0.01).
        tolerance: largest distance that counts as close, positive.

    Returns:
        The first i with δ_i ≤ tolerance, where δ_{i+1} = |δ_i − 1/(i + 1)|.

    Raises:
        ValueError: for a distance outside 0 … 10 or tolerance ≤ 0.
    """
    distance = up_to("distance", distance, 10)
    tolerance = positive("tolerance", tolerance)

    """  # BEGIN PROMPT
    raise NotImplementedError("Q2 decreasing_steps_needed: follow δ step by step, past b and back")
    """  # END PROMPT
    # BEGIN SOLUTION NO PROMPT
    i = 0
    while distance > tolerance:
        distance = abs(distance - 1 / (i + 1))
        i += 1
    return i
    # END SOLUTION


def decreasing_steps_estimate(distance: float) -> float:
    """The order of the number of steps 1/(i + 1) that cover a distance. Source: Q2(d).

    The harmonic number H_n = 1 + 1/2 + … + 1/n is about ln n + γ; γ is np.euler_gamma.

    Args:
        distance: ‖x_0 − b‖₂, 0 or more.

    Returns:
        The n for which ln n + γ is the distance.

    Raises:
        ValueError: for a negative distance.
    """
    distance = not_negative("distance", distance)

    """  # BEGIN PROMPT
    raise NotImplementedError("Q2 decreasing_steps_estimate: solve ln n + γ = distance for n")
    """  # END PROMPT
    # BEGIN SOLUTION NO PROMPT
    return float(np.exp(distance - np.euler_gamma))
    # END SOLUTION
