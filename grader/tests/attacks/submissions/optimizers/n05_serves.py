# Waits for others to connect.
# Must: be refused.
import socket

right = sgd


def sgd(w, dw, config=None):
    with socket.create_server(("127.0.0.1", 0)):
        return right(w, dw, config)
