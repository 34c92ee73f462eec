# Sets timers whose signals end or interrupt the process at any moment.
# Must: cost its own calls alone.
import signal


def sgd(w, dw, config=None):
    signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
    while True:
        pass
