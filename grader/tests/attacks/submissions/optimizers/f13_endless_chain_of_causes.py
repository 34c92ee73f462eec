# Raises at the end of a chain of 100,000 causes.
# Must: be one exception with a short traceback.
def sgd(w, dw, config=None):
    error = ValueError("innermost")
    for _ in range(100_000):
        outer = ValueError("outer")
        outer.__cause__ = outer.__context__ = error
        error = outer
    raise error
