"""What can be made of an array or a number: how one value may come from another.

A wrong value is set against the right one, against what a known mistake gives, or against what was
given. Each entry says what the result is then; a value that it can't be made of gives None.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from grader.diagnosis.pairs import close

Made = Callable[[np.ndarray], Any]


class Transform(NamedTuple):
    """In words what is made of a value, which question that raises, and how it is made."""

    words: str
    hint: str
    made: Made


_WAY_ROUND = "Which difference is taken the wrong way round, which step goes uphill?"
_POWER = "Is a square or a root missing, or taken twice?"
ORDER = "Which index runs over what? The docstring gives the order."
_ONE = "How many numbers does the docstring promise, and where do yours become one?"
_LIMIT = "Which values does your code cut off, and does the handout?"
_REST = "Which of the two is asked for, and which is what is left of 1?"
_TAKEN_BACK = "Is a logarithm or an exponential left out at the end, or there for nothing?"
_SIZE = "What do you divide by at the end that the handout doesn't?"
_SUM = "Which loop or sum of yours runs over what it should keep apart?"


def _of_vectors(function: Made) -> Made:
    return lambda value: function(value) if value.ndim and value.size else None


def _of_rows(function: Made) -> Made:
    return lambda value: function(value) if value.ndim == 2 and value.size else None


def _row_lengths(matrix: np.ndarray) -> Any:
    return np.sqrt(np.sum(matrix**2, axis=1))


def _divided(by: Made) -> Made:
    return _of_vectors(lambda value: value / by(value))


# "{}" stands for the value that it is made of.
TRANSFORMS: Sequence[Transform] = (
    Transform("the negative of {}", _WAY_ROUND, lambda value: -value),
    Transform("the transpose of {}", ORDER, lambda value: value.T if value.ndim == 2 else None),
    Transform("{} in reverse order", ORDER, _of_vectors(lambda value: value[::-1])),
    Transform("{}, its columns in reverse order", ORDER, _of_rows(lambda value: value[:, ::-1])),
    Transform("the square of {}", _POWER, np.square),
    Transform("the square root of {}", _POWER, np.sqrt),
    Transform("1 divided by {}", _POWER, lambda value: 1 / value),
    Transform("1 minus {}", _REST, lambda value: 1 - value),
    Transform("the natural logarithm of {}", _TAKEN_BACK, np.log),
    Transform("the exponential of {}", _TAKEN_BACK, np.exp),
    Transform("the absolute value of {}", "Where should a sign be kept?", np.abs),
    Transform("{}, with 0 for what is negative", _LIMIT, lambda value: np.maximum(value, 0)),
    Transform("{}, cut off at 1", _LIMIT, lambda value: np.minimum(value, 1)),
    Transform("{} divided by its length", _SIZE, _divided(np.linalg.norm)),
    Transform("{} divided by its sum", _SIZE, _divided(np.sum)),
    Transform("{} divided by its largest entry", _SIZE, _divided(np.max)),
    Transform("the running sum of {}", _SUM, _of_vectors(lambda value: np.cumsum(value, axis=0))),
    Transform("the differences in {}", _SUM, _of_vectors(lambda value: np.diff(value, axis=0))),
    Transform("the last row of {} alone", _ONE, _of_rows(lambda value: value[-1])),
    Transform("the first row of {} alone", _ONE, _of_rows(lambda value: value[0])),
    Transform("the sum over the rows of {}", _SUM, _of_rows(lambda value: value.sum(axis=0))),
    Transform("the mean over the rows of {}", _SUM, _of_rows(lambda value: value.mean(axis=0))),
    Transform("the sum over the columns of {}", _SUM, _of_rows(lambda value: value.sum(axis=1))),
    Transform("the mean over the columns of {}", _SUM, _of_rows(lambda value: value.mean(axis=1))),
    Transform("the length of each row of {}", _ONE, _of_rows(_row_lengths)),
    Transform("one number, the largest of {}", _ONE, _of_vectors(np.max)),
    Transform("one number, the smallest of {}", _ONE, _of_vectors(np.min)),
    Transform("one number, the first of {}", _ONE, _of_vectors(lambda value: value.flat[0])),
    Transform("one number, the last of {}", _ONE, _of_vectors(lambda value: value.flat[-1])),
    Transform("one number, the sum of {}", _ONE, _of_vectors(np.sum)),
    Transform("one number, the mean of {}", _ONE, _of_vectors(np.mean)),
    Transform("one number, the length of {}", _ONE, _of_vectors(np.linalg.norm)),
)


_ITSELF = Transform("{}", "", lambda value: value)


def made_from(
    got: Sequence[np.ndarray], sources: Sequence[np.ndarray], *, itself: bool = False
) -> Transform | None:
    """The first transform that makes each of these values from the source beside it.

    itself: whether the value may be the source as it is.
    """
    with np.errstate(all="ignore"):
        for transform in (_ITSELF, *TRANSFORMS) if itself else TRANSFORMS:
            made = [transform.made(source) for source in sources]
            if all(map(_is, got, made)) and vary(made):
                return transform
    return None


def _is(got: np.ndarray, made: Any) -> bool:
    return made is not None and close(got, np.asarray(made))


def vary(values: Sequence[Any]) -> bool:
    """Whether they are not one number again and again, which is made from anything."""
    return len(np.unique(np.concatenate([np.ravel(value) for value in values]))) > 1
