"""What a notebook service's own Python lacks for the judge: installed there, and nothing else
changed."""

from __future__ import annotations

import importlib
import sys
from importlib.util import find_spec

from grader.setup.environment import SETS
from grader.setup.install import CannotInstall, Installer, say

# What is imported, and never imported by a student's file that doesn't: by the name of its package.
NEEDED = ("jinja2", "matplotlib", "msgspec", "numpy", "rich", "torch")


def install_missing() -> None:
    """Install the packages that aren't there, as they are pinned.

    Raises:
        CannotInstall: where that fails; the text is one line that says why.
    """
    missing = [name for name in NEEDED if not find_spec(name)]
    if not missing:
        return
    say(f"Installing {', '.join(missing)} …")
    lines = SETS["student"].read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line.partition("==")[0].casefold() in missing]
    if problem := Installer(sys.executable).run(*pins):
        raise CannotInstall(problem)
    importlib.invalidate_caches()
