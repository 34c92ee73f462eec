# Claims to have changed thousands of arguments with names that act on a terminal.
# Must: be bounded and shown as text.
import gc
import os
import struct

import msgspec


def sgd(w, dw, config=None):
    nonce = [o["nonce"] for o in gc.get_objects() if type(o) is dict and "nonce" in o][-1]
    reply = {"kind": "value", "value": None, "random": True, "nonce": nonce}
    reply["changed"] = ["\x1b[2J</script><script>alert(1)</script>" + "x" * 50] * 2000
    structure = msgspec.msgpack.encode(reply)
    frame = struct.pack("<I", len(structure)) + structure
    os.write(3, struct.pack("<I", len(frame)) + frame)
    os._exit(0)
