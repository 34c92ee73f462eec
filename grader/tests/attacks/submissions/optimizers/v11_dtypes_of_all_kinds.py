# Returns, one after the other, arrays of dtypes that don't cross.
# Must: be named by their dtypes.
import itertools

import numpy as np

KINDS = itertools.cycle(["O", "U8", "S8", "M8[s]", "m8[s]", "c16", "V8", np.longdouble, "f8,i4"])


def sgd(w, dw, config=None):
    return np.zeros(w.shape, dtype=next(KINDS)), {}
