# Says of every call that it needs a library first, and then another.
# Must: be given each once at most; what then is no answer costs the call.
import os
import struct
import sys
import time

import msgspec


def sgd(w, dw, config=None):
    frame = sys._getframe()
    while "nonce" not in frame.f_locals:
        frame = frame.f_back
    structure = msgspec.msgpack.encode(["Needs", "torch"])
    asking = struct.pack("<I", len(structure)) + structure
    os.write(3, struct.pack("<IQ", len(asking), frame.f_locals["nonce"]) + asking)
    time.sleep(30)
