# Returns a shape that broadcasts against the right one.
# Must: have the wrong shape.
right = sgd


def sgd(w, dw, config=None):
    value, config = right(w, dw, config)
    return value[None], config
