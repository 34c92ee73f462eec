"""The environment variables that a worker sees: the same for every grading, and no others."""

from __future__ import annotations

import os

_ONE_THREAD = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)
# Some interpreters don't start without.
_KEPT = ("LD_LIBRARY_PATH", "SYSTEMROOT", "TEMP", "TMP")


def environment_of_workers(home: str) -> dict[str, str]:
    """All that workers see of the environment."""
    environment = {
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "PYTHONUTF8": "1",
        "HOME": home,
        "MPLBACKEND": "Agg",
        "PYTHONHASHSEED": "0",
        # glibc fills what it hands out with this byte (inverted) and not with what happens to be
        # there, often zeros: an np.empty where np.zeros was meant gives huge numbers every time.
        # The second is macOS's name for it.
        "MALLOC_PERTURB_": "137",
        "MallocPreScribble": "1",
    }
    environment |= dict.fromkeys(_ONE_THREAD, "1")
    return environment | {name: os.environ[name] for name in _KEPT if name in os.environ}
