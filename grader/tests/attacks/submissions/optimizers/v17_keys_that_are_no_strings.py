# Returns a config with keys of every kind.
# Must: be a dict with a key that is no string.
right = sgd


def sgd(w, dw, config=None):
    return None, {1: 2, (3,): 4, None: 5}
