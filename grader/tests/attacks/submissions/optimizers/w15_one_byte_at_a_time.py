# Sends a message of 8 MB one byte at a time.
# Must: time out.
import os
import time


def sgd(w, dw, config=None):
    os.write(3, b"\x00\x00\x80\x00" + bytes(8))
    while True:
        os.write(3, b"\x00")
        time.sleep(0.01)
