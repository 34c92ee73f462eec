# Answers at random.
# Must: be wrong.
import random

right = sgd


def sgd(w, dw, config=None):
    value, config = right(w, dw, config)
    return value + random.choice([0.0, 0.0, 1.0]), config
