# Has a process compute that is not the one whose time is counted: a fork that answers in its place.
# Must: end by the clock.
import os
import time

right = sgd
if os.fork():
    time.sleep(99)


def sgd(w, dw, config=None):
    until = time.monotonic() + 30
    while time.monotonic() < until:
        pass
    return right(w, dw, config)
