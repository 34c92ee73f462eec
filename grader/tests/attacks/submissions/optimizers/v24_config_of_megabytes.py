# Returns wrong values with megabytes beside them, in every call.
# Must: be bounded for each message and for each check.
import numpy as np


def sgd(w, dw, config=None):
    return w, {"more": np.zeros(900_000)}
