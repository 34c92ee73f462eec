# Takes 6 GiB of memory.
# Must: be a MemoryError.
right = sgd


def sgd(w, dw, config=None):
    kept = [bytearray(256 << 20) for _ in range(24)]
    return right(w, dw, config) if kept else None
