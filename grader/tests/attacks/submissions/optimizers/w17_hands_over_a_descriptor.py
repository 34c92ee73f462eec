# Hands the judge an open file along with a message.
# Must: be refused.
import socket

right = sgd


def sgd(w, dw, config=None):
    wire = socket.socket(fileno=3)
    try:
        socket.send_fds(wire, [b"\x00"], [0, 1, 2])
    finally:
        wire.detach()
    return right(w, dw, config)
