"""Q12: a class with a switch."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.trials.comparing import assert_close, require
from grader.trials.properties import cases


@cases(6, rate=lambda draw: draw.RATES)
def test_dropout_passes_on_what_it_is_given_when_it_is_switched_off(
    dropout: Any, rate: float
) -> None:
    """With train false, forward(x) is x."""
    layer = dropout.Dropout(rate)
    layer.train = False
    x = np.arange(1.0, 7).reshape(2, 3)
    assert_close(layer.forward(x), x, what="the output")


@cases(6, rate=lambda draw: draw.RATES)
def test_dropout_scales_what_it_keeps(dropout: Any, rate: float) -> None:
    """Every entry is 0 or x / (1 − rate)."""
    layer = dropout.Dropout(rate)
    x = np.arange(1.0, 201)
    got = layer.forward(x)
    kept = got != 0
    assert_close(got[kept], x[kept] / (1 - rate), what="the entries that are kept")
    require(rate > 0 or bool(kept.all()), "at rate 0 no entry is dropped")
