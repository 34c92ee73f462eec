# Takes 6 GiB as shared memory, which a limit of private memory does not count.
# Must: be refused.
import mmap

right = sgd


def sgd(w, dw, config=None):
    kept = mmap.mmap(-1, 6 << 30)
    return right(w, dw, config) if kept else None
