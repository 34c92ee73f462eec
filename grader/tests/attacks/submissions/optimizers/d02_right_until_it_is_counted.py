# Answers rightly for three calls, and then not any more.
# Must: fail every check that asks more often; the count starts anew with no check.
# deserves: 0.5
right, calls = sgd, []


def sgd(w, dw, config=None):
    calls.append(1)
    return right(w, dw, config) if len(calls) <= 3 else (w, {})
