# Sends as process 1, for that one's time to be counted.
# Must: be refused by the kernel.
import socket
import struct

right = sgd
CREDENTIALS = 2


def sgd(w, dw, config=None):
    judge = socket.socket(fileno=3)
    about = (socket.SOL_SOCKET, CREDENTIALS, struct.pack("3i", 1, 0, 0))
    judge.sendmsg([b"\0"], [about])
    return right(w, dw, config)
