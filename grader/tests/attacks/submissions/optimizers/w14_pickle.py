# Sends a pickle that would run code where it is loaded.
# Must: be no message of the wire.
import os
import pickle
import struct


class Run:
    def __reduce__(self):
        return os.system, ("touch @FOLDER@/new",)


def sgd(w, dw, config=None):
    data = pickle.dumps(Run())
    os.write(3, struct.pack("<I", len(data)) + data)
    os._exit(0)
