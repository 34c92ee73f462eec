# Becomes another program, in which nothing of ours runs.
# Must: be refused.
import os

right = sgd


def sgd(w, dw, config=None):
    try:
        os.execv("/bin/sleep", ["sleep", "60"])
    except OSError:
        return None
