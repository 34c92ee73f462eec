# Opens a hundred descriptors, and closes them again.
# Must: be refused beyond the few that honest code needs.
import os

right = sgd


def sgd(w, dw, config=None):
    for opened in [os.dup(1) for _ in range(100)]:
        os.close(opened)
    return right(w, dw, config)
