# Returns a config that holds itself.
# Must: be nested too deep.
right = sgd


def sgd(w, dw, config=None):
    config = {}
    config["config"] = config
    return None, config
