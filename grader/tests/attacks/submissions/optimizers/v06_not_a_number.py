# Returns NaN, for which `not error > tolerance` holds.
# Must: be wrong.
import numpy as np


def sgd(w, dw, config=None):
    return np.full(w.shape, np.nan), {}
