# Returns a list that holds itself.
# Must: be "nested too deep".
def sgd(w, dw, config=None):
    nested = []
    nested += [nested, nested]
    return nested
