# Uses the one socket that it has to reach another address.
# Must: be refused, or reach nobody.
import socket

right = sgd


def sgd(w, dw, config=None):
    wire = socket.socket(fileno=3)
    try:
        wire.connect("@UNIX@")
        return right(w, dw, config)
    finally:
        wire.detach()
