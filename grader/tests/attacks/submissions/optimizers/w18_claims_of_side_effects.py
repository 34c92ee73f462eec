# Claims to have changed thousands of arguments with names that act on a terminal.
# Must: be bounded and shown as text.
import itertools
import os
import struct
import sys

import msgspec

COUNTS = itertools.cycle([2, 64, 2000])


def sgd(w, dw, config=None):
    step = sys._getframe()
    while "nonce" not in step.f_locals:
        step = step.f_back
    nonce = step.f_locals["nonce"]
    names = ["\x1b[2J</script><script>alert(1)</script>" + "x" * 5000] * next(COUNTS)
    reply = ["Value", None, names, names, [names[:2]], names]
    structure = msgspec.msgpack.encode(reply)
    frame = struct.pack("<I", len(structure)) + structure
    os.write(3, struct.pack("<IQ", len(frame), nonce) + frame)
    os._exit(0)
