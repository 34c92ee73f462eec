# Prints without end.
# Must: be read in bounded pieces, and time out.
import sys


def sgd(w, dw, config=None):
    while True:
        sys.stdout.write("passed" * 10_000)
        sys.stderr.write("x" * 100_000)
