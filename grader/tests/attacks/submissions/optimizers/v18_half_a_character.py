# Returns and raises text that is no Unicode.
# Must: be refused, and shown nowhere as it is.
def sgd(w, dw, config=None):
    if w.size % 2:
        raise ValueError("\ud800 \udfff")
    return "\ud800", {"\ud800": 1}
