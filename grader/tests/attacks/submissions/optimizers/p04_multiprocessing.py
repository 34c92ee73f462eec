# Asks the standard library for processes.
# Must: be refused.
import multiprocessing

right = sgd


def sgd(w, dw, config=None):
    with multiprocessing.get_context("fork").Pool(2) as pool:
        pool.map(abs, range(10))
    return right(w, dw, config)
