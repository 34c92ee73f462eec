"""Otter's plugin: the checks go to the judge and its workers, and nothing of the student's runs.

Named in otter_config.json. Otter starts the notebook (or script) that it finds in a submission in a
kernel beside the tests; here it gets a notebook of ours instead, which asks the judge in the same
zip. The submission has been moved away by then, so that no module, log or configuration in it can
be taken for one of Otter's or Python's.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import nbformat
from otter.plugins import AbstractOtterPlugin

CELL = """\
import sys
sys.path[:] = [{judge!r}] + [path for path in sys.path if path not in ("", {submission!r})]
from grader.gradescope.otter_judge import AskedJudge
judge = AskedJudge({quarantine!r})
"""


class JudgeInstead(AbstractOtterPlugin):
    """Grades the files of a submission instead of running its notebook."""

    def before_grading(self, config: Any) -> None:
        """Move the submission away, before Otter reads a log or starts a kernel in its folder."""
        script, submission, quarantine = self._places()
        quarantine.mkdir(mode=0o700)
        for path in sorted(submission.iterdir()):
            if path.name != "tests":  # Otter's own copy of the rubric
                shutil.move(path, quarantine / path.name)
        # Otter opens the file by its name once more; what is in it is replaced below.
        if script.suffix == ".ipynb":
            nbformat.write(nbformat.v4.new_notebook(), script)
        else:
            script.write_text("")

    def before_execution(self, submission: Any) -> Any:
        """What runs instead of the submission: one cell that makes the judge."""
        _, folder, quarantine = self._places()
        cell = CELL.format(
            judge=str(folder.parent / "source" / "judge"),
            submission=str(folder),
            quarantine=str(quarantine),
        )
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        return notebook

    def _places(self) -> tuple[Path, Path, Path]:
        """The submitted notebook or script, its folder, and where that is moved to."""
        script = Path(self.submission_path)
        return script, script.parent, script.parent.parent / "quarantine"
