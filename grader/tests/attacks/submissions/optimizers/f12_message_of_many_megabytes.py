# Raises with a message of 50 MB.
# Must: be cut to a line.
def sgd(w, dw, config=None):
    raise RuntimeError("sgd passed. " * 4_000_000)
