# Returns np.matrix, whose * is another product.
# Must: be named by its type.
import numpy as np


def sgd(w, dw, config=None):
    return np.matrix(np.zeros((2, 2))), {}
