"""What our own processes see of the environment that somebody called them from.

Settings of Python's that are meant for other programs change what is imported and which warnings
are errors; a verdict must hang on none of them.
"""

from __future__ import annotations

import os

_MEANT_FOR_OTHERS = (
    "PYTHONHOME", "PYTHONPATH", "PYTHONSAFEPATH", "PYTHONPLATLIBDIR", "PYTHONOPTIMIZE",
    "PYTHONWARNINGS", "PYTHONDEVMODE", "PYTHONINSPECT", "PYTHONSTARTUP",
)  # fmt: skip


def own_environment(*kept: str) -> dict[str, str]:
    """The environment without them; kept: settings that stay nevertheless."""
    left_out = set(_MEANT_FOR_OTHERS) - set(kept)
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    # Reports have signs that Windows' own code pages haven't; files are UTF-8 everywhere.
    return environment | {"PYTHONUTF8": "1"}
