# Draws so large that no histogram has bins for them.
# Must: be shown in words.
# deserves: 0.2
import numpy as np


def he_init(fan_in, fan_out, rng):
    return np.full((fan_in, fan_out), 1e17)
