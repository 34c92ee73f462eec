"""What a submission is to the grader: the graded files as text, and a line for all that was left
out.

Which files are taken from a folder or archive is decided in `staging.py`. Nothing of a submission
is ever run here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from grader.ending import UsageError
from grader.homework import Homework


class SubmissionError(UsageError):
    """Nothing of this can be graded; the text is one line that says why and what to hand in."""

    def __init__(self, text: str) -> None:
        super().__init__(" ".join(text.splitlines()))


@dataclass(frozen=True)
class Submission:
    """The graded files of one submission as text, and a line for each thing that was left out."""

    name: str
    files: Mapping[str, str]
    homework: Homework
    notes: tuple[str, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str | None:
        """A submitted file, the blank one where that is missing or empty, None where refused."""
        return self.files.get(name) or (None if name in self.refused else self.blank(name))

    def sources(self) -> dict[str, str]:
        """The Python modules by name."""
        texts = {module: self.text(f"{module}.py") for module in self.homework.modules}
        return {module: text for module, text in texts.items() if text is not None}

    def why_missing(self, name: str) -> str:
        """The line that says why a file can't be graded."""
        return self.refused.get(name, f"{name} is missing")

    def blank(self, name: str) -> str:
        """The stub that students are given, as it was released."""
        return (self.homework.stubs / name).read_text(encoding="utf-8")

    @property
    def digest(self) -> str:
        """A fingerprint of everything that is graded."""
        digest = hashlib.sha256()
        for name in self.homework.file_names:
            text = self.text(name) or ""
            digest.update(f"{name}\0{len(text)}\0{text}".encode())
        return digest.hexdigest()


def load(path: Path, homework: Homework) -> Submission:
    """Read a submission from a folder, a zip or a tar, as every command does it.

    Raises:
        SubmissionError: where there is nothing to grade.
    """
    from grader.submission.staging import stage

    return stage(path, homework)
