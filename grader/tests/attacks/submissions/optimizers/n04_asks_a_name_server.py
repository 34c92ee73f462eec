# Looks up a name, which tells a name server what it asks for.
# Must: be refused.
import socket

right = sgd


def sgd(w, dw, config=None):
    socket.getaddrinfo("secret.example.org", 80)
    return right(w, dw, config)
