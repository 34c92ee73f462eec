# Sends half a message and waits.
# Must: time out.
import os
import time


def sgd(w, dw, config=None):
    os.write(3, b"\x40\x00\x00\x00" + bytes(8) + b"half")
    time.sleep(60)
