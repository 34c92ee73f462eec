# Returns a number of 100,000 digits, slow to print.
# Must: be "a number too large to send".
def sgd(w, dw, config=None):
    return 10**100_000
