# Claims to have changed thousands of arguments with names that act on a terminal.
# Must: be bounded and shown as text.
import os
import struct
import sys

import msgspec


def sgd(w, dw, config=None):
    step = sys._getframe()
    while "nonce" not in step.f_locals:
        step = step.f_back
    nonce = step.f_locals["nonce"]
    reply = {"kind": "value", "value": None, "random": True}
    reply["changed"] = ["\x1b[2J</script><script>alert(1)</script>" + "x" * 50] * 2000
    structure = msgspec.msgpack.encode(reply)
    frame = struct.pack("<I", len(structure)) + structure
    os.write(3, struct.pack("<IQ", len(frame), nonce) + frame)
    os._exit(0)
