# Returns bools whose bytes are neither 0 nor 1.
# Must: be no message, or the wrong kind of array.
import numpy as np


def sgd(w, dw, config=None):
    return np.full(w.shape, 7, np.uint8).view(bool), {}
