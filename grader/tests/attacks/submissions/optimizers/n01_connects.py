# Connects to a server of this machine by TCP.
# Must: be refused.
import socket

right = sgd


def sgd(w, dw, config=None):
    with socket.create_connection(("127.0.0.1", int("@TCP@")), timeout=1) as connection:
        connection.sendall(b"expected")
    return right(w, dw, config)
