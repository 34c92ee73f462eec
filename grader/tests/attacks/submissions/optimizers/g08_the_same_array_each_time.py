# Returns the same array from every call and changes it afterwards.
# Must: be worth what it held when it was sent.
import numpy as np

KEPT = np.zeros(3)


def sgd(w, dw, config=None):
    KEPT.resize(w.shape, refcheck=False)
    KEPT[...] = w
    return KEPT, {"kept": KEPT}
