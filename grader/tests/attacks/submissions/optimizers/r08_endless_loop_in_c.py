# Never comes back from a C function, which no signal handler interrupts.
# Must: be killed.
import itertools


def sgd(w, dw, config=None):
    return sum(itertools.repeat(0))
