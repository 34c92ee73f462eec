# Announces a message of 4 GB.
# Must: be refused before anything is read.
import os


def sgd(w, dw, config=None):
    os.write(3, b"\xff\xff\xff\xff" + bytes(1000))
    os._exit(0)
