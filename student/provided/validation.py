"""What an argument must be. Every function checks its own with these before your part begins.

Each check returns the argument as a float64 array, a float or an int (lists and ints are accepted),
or raises a ValueError that names the argument and says why. Arrays that are right already are
passed on, not copied.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike


def number(name: str, value: Any) -> float:
    """A finite float."""
    try:
        converted = float(value)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"{name} must be a number, but is {value!r}") from None
    if not np.isfinite(converted):
        raise ValueError(f"{name} must be finite, but is {value}")
    return converted


def positive(name: str, value: Any) -> float:
    """A finite float above 0."""
    converted = number(name, value)
    if converted <= 0:
        raise ValueError(f"{name} must be positive, but is {value}")
    return converted


def not_negative(name: str, value: Any) -> float:
    """A finite float, 0 or more."""
    converted = number(name, value)
    if converted < 0:
        raise ValueError(f"{name} must not be negative, but is {value}")
    return converted


def fraction(name: str, value: Any) -> float:
    """A float strictly between 0 and 1."""
    converted = number(name, value)
    if not 0 < converted < 1:
        raise ValueError(f"{name} must lie between 0 and 1, but is {value}")
    return converted


def count(name: str, value: Any, at_least: int = 0) -> int:
    """A whole number, `at_least` or more."""
    converted = number(name, value)
    if converted != int(converted):
        raise ValueError(f"{name} must be a whole number, but is {value}")
    if converted < at_least:
        raise ValueError(f"{name} must be at least {at_least}, but is {value}")
    return int(converted)


def up_to(name: str, value: Any, limit: float) -> float:
    """A float from 0 to the limit, both included."""
    converted = not_negative(name, value)
    if converted > limit:
        raise ValueError(f"{name} must be {limit} at most, but is {value}")
    return converted


def choice(name: str, value: Any, choices: tuple[str, ...]) -> str:
    """One of the strings."""
    if not isinstance(value, str) or value not in choices:
        raise ValueError(f"{name} must be one of {', '.join(choices)}, but is {value!r}")
    return value


def generator(name: str, value: Any) -> np.random.Generator:
    """A NumPy generator."""
    if not isinstance(value, np.random.Generator):
        raise ValueError(
            f"{name} must be a numpy.random.Generator, such as np.random.default_rng(0), "
            f"but is {value!r}"
        )
    return value


def layer_sizes(name: str, values: Any) -> list[int]:
    """The sizes of the layers of a network, as a list of two ints or more, each at least 1."""
    sizes = [count(f"{name}[{i}]", size, at_least=1) for i, size in enumerate(values)]
    if len(sizes) < 2:
        raise ValueError(f"{name} must have an input and an output size at least, but is {values}")
    return sizes


def vector(name: str, values: ArrayLike, at_least: int = 1) -> np.ndarray:
    """A finite float64 array of shape (k,), k ≥ `at_least`; a scalar counts as k = 1."""
    array = np.atleast_1d(_finite_array(name, values))
    if array.ndim != 1:
        raise ValueError(f"{name} must have one dimension, but has shape {array.shape}")
    if array.size < at_least:
        raise ValueError(f"{name} must not be empty")
    return array


def positive_vector(name: str, values: ArrayLike) -> np.ndarray:
    """A float64 array of shape (k,), k ≥ 1, with every entry above 0; a scalar counts as k = 1."""
    array = vector(name, values)
    if array.min() <= 0:
        raise ValueError(f"{name} must be positive, but has an entry {array.min()}")
    return array


def step_size_vector(name: str, values: ArrayLike) -> np.ndarray:
    """A float64 array of shape (T,), T ≥ 0, with no negative entry; a scalar counts as T = 1."""
    array = vector(name, values, at_least=0)
    if (array < 0).any():
        raise ValueError(f"{name} must not be negative, but has an entry {array.min()}")
    return array


def nonzero_matrix(name: str, values: ArrayLike) -> np.ndarray:
    """A float64 array of shape (n, d), finite, not empty and not all 0."""
    array = _finite_array(name, values)
    if array.ndim != 2 or array.size == 0:
        raise ValueError(
            f"{name} must be a matrix with a row and a column at least, but has shape {array.shape}"
        )
    if not array.any():
        raise ValueError(f"{name} must not be all zeros: no rate is too big for it")
    return array


def require_equal_lengths(name_a: str, a: np.ndarray, name_b: str, b: np.ndarray) -> None:
    """Raise unless the two arrays have the same number of rows."""
    if len(a) != len(b):
        raise ValueError(
            f"{name_a} and {name_b} must have the same length, but have {len(a)} and {len(b)}"
        )


def require_convergence(sigma: np.ndarray, learning_rate: float) -> None:
    """Raise unless gradient descent on (y − σw)² brings every dimension closer to its minimum.

    Takes one step, for y = σ, from w = 0: the minimum is at w = 1, so the error was 1 before it.
    """
    y, w = sigma, np.zeros_like(sigma)
    w = w + 2 * learning_rate * sigma * (y - sigma * w)
    errors = np.abs(1 - w)
    if errors.max() >= 1:
        raise ValueError(
            f"learning_rate {learning_rate} does not converge: "
            f"a step multiplies the error of dimension {errors.argmax()} by {errors.max():.6g}"
        )


def arrays_by_name(name: str, arrays: Any) -> dict[str, np.ndarray]:
    """A dict of finite float64 arrays of any shapes, not empty."""
    if not isinstance(arrays, dict) or not arrays:
        raise ValueError(f"{name} must be a dict with an array at least, but is {arrays!r}")
    return {key: _finite_array(f"{name}[{key!r}]", array) for key, array in arrays.items()}


def update_rule_arguments(
    w: ArrayLike, dw: ArrayLike, config: dict[str, Any] | None
) -> tuple[np.ndarray, np.ndarray, dict[str, Any]]:
    """What an update rule is given, as float arrays in the dtype they have, and a dict."""
    w, dw = _float_array(w), _float_array(dw)
    if w.shape != dw.shape:
        raise ValueError(f"w and dw must have the same shape, but have {w.shape} and {dw.shape}")
    if config is None:
        config = {}
    if not isinstance(config, dict):
        raise ValueError(f"config must be a dict or None, but is {config!r}")
    if "learning_rate" in config:
        positive("config['learning_rate']", config["learning_rate"])
    for key in ("momentum", "decay_rate", "beta1", "beta2"):
        if not 0 <= config.get(key, 0) < 1:
            raise ValueError(f"config[{key!r}] must be 0 or more and below 1, but is {config[key]}")
    if config.get("epsilon", 0) < 0:
        raise ValueError(f"config['epsilon'] must not be negative, but is {config['epsilon']}")
    return w, dw, config


def _float_array(values: ArrayLike) -> np.ndarray:
    array = np.asarray(values)
    return array if array.dtype.kind == "f" else array.astype(np.float64)


def _finite_array(name: str, values: ArrayLike) -> np.ndarray:
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must hold numbers in equal rows, but is {values!r}") from None
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must be finite, but holds inf or nan")
    return array
