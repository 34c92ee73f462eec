# Sends a second reply behind the first, to be read as the answer to the next call.
# Must: be an error; answers carry the nonce of their call.
import os
import struct
import threading

right = sgd


def sgd(w, dw, config=None):
    frame = struct.pack("<I", 1) + b"\xc0"
    threading.Timer(0.01, os.write, [3, struct.pack("<IQ", len(frame), 1) + frame]).start()
    return None
