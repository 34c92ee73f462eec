# Waits, which takes none of the processor's time, and answers much too late.
# Must: end by the clock.
import select

right = sgd


def sgd(w, dw, config=None):
    select.select([], [], [], 30)
    return right(w, dw, config)
