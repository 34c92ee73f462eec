# Connects to a server of this machine by a socket in the file system.
# Must: be refused.
import socket

right = sgd


def sgd(w, dw, config=None):
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect("@UNIX@")
    return right(w, dw, config)
