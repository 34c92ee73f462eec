"""Whatever goes wrong with the machine, and whenever: the same verdict, or none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from grader.tests.course import ROOT

# One slip, charged once where it is looked for: of a failure on the way the score would be lower.
CORRECTED, NOT_CORRECTED = "(1 - beta1**t)", "1"


def test_a_fault_of_the_machine_changes_no_verdict(tmp_path: Path) -> None:
    text = (ROOT / "solutions" / "optimizers.py").read_text(encoding="utf-8")
    assert CORRECTED in text
    (tmp_path / "optimizers.py").write_text(text.replace(CORRECTED, NOT_CORRECTED))
    arguments = ["--rounds", "16", "--question", "q4b_adam", str(tmp_path)]
    # A process of its own, whose memory and files may run out.
    done = subprocess.run(
        [sys.executable, "-m", "grader.authoring.torture", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "is killed: the same" in done.stdout
