# Prints megabytes in every call, and answers rightly.
# Must: get what the answers are worth; what it printed is not kept.
# deserves: 1
right = sgd


def sgd(w, dw, config=None):
    print("x" * 300_000)
    return right(w, dw, config)
