# Sends a datagram, for which nobody has to answer.
# Must: be refused.
import socket

right = sgd


def sgd(w, dw, config=None):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as connection:
        connection.sendto(b"expected", ("127.0.0.1", int("@UDP@")))
    return right(w, dw, config)
