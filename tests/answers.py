"""What an answer must be before its numbers are looked at: a pair, a call without side effects."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.trials.comparing import require, require_array, require_number, require_sequence


def require_pair(got: Any, *, what: str) -> tuple[float, float]:
    """Two finite numbers, from a tuple, a list or an array of shape (2,)."""
    if type(got) is np.ndarray:
        got = require_array(got, (2,), what=what).tolist()
    first, second = require_sequence(got, 2, what=what)
    return require_number(first, what=what), require_number(second, what=what)


def untouched(observation: Any) -> Any:
    """The value of an observed call, which changed no argument and no global random state."""
    changed = " and ".join(observation.changed)
    require(
        not observation.changed,
        f"the call changed its argument {changed}",
        look="".join(observation.changed[:1]),
    )
    require_no_global_draw(observation, "the call touched {}'s global random state")
    return observation.value


def require_no_global_draw(observation: Any, words: str) -> None:
    """An observed call left every global random state alone. words: what is said otherwise."""
    whose = observation.random_state
    require(not whose, words.format(" and ".join(whose)), look="".join(whose[:1]))
