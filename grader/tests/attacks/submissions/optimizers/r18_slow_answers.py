# Takes a third of a second for each right answer, to use up the time of the others.
# Must: pay with its own time alone.
# deserves: 1
import time

right = sgd


def sgd(w, dw, config=None):
    time.sleep(0.35)
    return right(w, dw, config)
