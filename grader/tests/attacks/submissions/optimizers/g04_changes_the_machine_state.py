# Changes how its process rounds, warns, recurses, switches threads and formats numbers.
# Must: end with its process.
import ctypes
import decimal
import gc
import locale
import os
import sys
import warnings

import numpy as np


def sgd(w, dw, config=None):
    np.seterr(all="raise")
    warnings.simplefilter("error")
    sys.setswitchinterval(1000)
    gc.disable()
    decimal.getcontext().prec = 1
    locale.setlocale(locale.LC_ALL, "")
    os.umask(0)
    os.environ["OMP_NUM_THREADS"] = "64"
    ctypes.CDLL("libm.so.6").fesetround(0x800)
    sys.setrecursionlimit(60)
    return w / 0
