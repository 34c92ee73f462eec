# Aborts, with a core dump if there is room for one.
# Must: cost that call, and leave no core file.
import os
import resource


def sgd(w, dw, config=None):
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (1 << 20, 1 << 20))
    except (OSError, ValueError):
        pass
    os.abort()
