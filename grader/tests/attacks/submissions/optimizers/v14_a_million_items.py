# Returns a list of a million items.
# Must: be too many to send.
def sgd(w, dw, config=None):
    return [[0.0] * 1_000_000, {}]
