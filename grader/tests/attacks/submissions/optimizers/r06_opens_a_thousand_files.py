# Opens a thousand descriptors.
# Must: be bounded.
import os

right = sgd


def sgd(w, dw, config=None):
    for _ in range(1000):
        os.dup(1)
    return right(w, dw, config)
