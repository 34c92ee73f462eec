# Stops as by Ctrl-Z, and ignores every signal that it can.
# Must: be killed.
import signal

for number in range(1, 32):
    try:
        signal.signal(number, signal.SIG_IGN)
    except OSError:
        pass


def sgd(w, dw, config=None):
    signal.raise_signal(signal.SIGSTOP)
