# Recurses until the C stack is full.
# Must: cost that call.
import sys


def sgd(w, dw, config=None):
    sys.setrecursionlimit(10**9)

    class Deep:
        def __getattr__(self, name):
            return getattr(self, name + "x")

    return Deep().a
