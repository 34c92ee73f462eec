# Pretends that someone pressed Ctrl-C at the judge.
# Must: be an exception like any other.
def sgd(w, dw, config=None):
    raise KeyboardInterrupt
