"""The commands, run as a user runs them, in a process of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from grader.tests.course import ROOT


def run(
    *arguments: str | Path, cwd: Path = ROOT, root: Path = ROOT, module: str = "grader"
) -> subprocess.CompletedProcess[str]:
    """Run `python -m grader …`, or another module, as a user does."""
    return subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=cwd,
        env=os.environ | {"COLUMNS": "80", "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
