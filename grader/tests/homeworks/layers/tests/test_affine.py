"""Q2 and Q10: an affine layer, forward and backward."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.trials.comparing import assert_close
from grader.trials.properties import cases, expecting


@cases(12, layer=lambda draw: draw.layers())
@expecting(output=lambda oracles, layer: oracles.output(layer))
def test_affine_forward_is_a_product_and_a_sum(
    affine: Any, layer: dict[str, np.ndarray], output: np.ndarray
) -> None:
    """The output is x w + b, for any shapes."""
    out, _cache = affine.keep("affine_forward", layer["x"], layer["w"], layer["b"])
    assert_close(out, output, what="the output")


@cases(12, layer=lambda draw: draw.layers())
@expecting(gradients=lambda oracles, layer: oracles.gradients(layer, layer["dout"]))
def test_affine_backward_gives_all_three_gradients(
    affine: Any, layer: dict[str, np.ndarray], gradients: dict[str, np.ndarray]
) -> None:
    """With the cache of the forward pass, whatever it is."""
    _out, cache = affine.keep("affine_forward", layer["x"], layer["w"], layer["b"])
    got = affine.affine_backward(layer["dout"], cache)
    for value, (name, gradient) in zip(got, gradients.items(), strict=True):
        assert_close(value, gradient, scale=16, what=name)
