"""The palette: readers with any kind of colour blindness can tell its colours apart."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from student.provided.plots.style import PALETTE

# How the linear RGB of a screen looks with each kind of colour blindness in full (Machado, Oliveira
# and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency", 2009).
COLOUR_BLINDNESS = {
    "no red cones": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "no green cones": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "no blue cones": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


@pytest.mark.parametrize("sight", COLOUR_BLINDNESS)
def test_colours_stay_apart_for_every_kind_of_sight(sight: str) -> None:
    linear = np.array([to_rgb(colour) for colour in PALETTE]) ** 2.2
    seen = np.clip(linear @ np.array(COLOUR_BLINDNESS[sight]).T, 0, 1) ** (1 / 2.2)
    apart = [np.linalg.norm(one - other) for one, other in itertools.combinations(seen, 2)]

    # Of the way from black to white, √3. Dashes tell lines apart as well.
    assert min(apart) > 0.1
