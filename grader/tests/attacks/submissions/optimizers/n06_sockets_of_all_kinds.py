# Opens sockets of every family and kind.
# Must: be refused.
import socket

right = sgd


def sgd(w, dw, config=None):
    for family in range(46):
        for kind in range(1, 6):
            try:
                socket.socket(family, kind).close()
            except OSError:
                continue
            return right(w, dw, config)
