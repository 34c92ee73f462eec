# Takes long to load and ends in each call, so that it is loaded again and again.
# Must: pay for each loading.
# loses: file
import os
import time

time.sleep(0.6)


def sgd(w, dw, config=None):
    os._exit(0)


sgd_momentum = adam = rmsprop = sgd
