"""Q12: how many entries are dropped."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.trials.comparing import require
from grader.trials.properties import cases

ENTRIES = 10_000


@cases(4, rate=lambda draw: draw.RATES)
def test_dropout_drops_as_many_as_it_is_asked_to(dropout: Any, rate: float) -> None:
    """The share of dropped entries is the rate, within six standard deviations."""
    dropped = (dropout.Dropout(rate).forward(np.ones(ENTRIES)) == 0).mean()
    bound = 6 * np.sqrt(rate * (1 - rate) / ENTRIES)
    require(abs(dropped - rate) <= bound, f"{dropped:.3f} of the entries were dropped at {rate:g}")
