"""The form of a student's own code: what is left when names, comments, spacing and what everybody
was given are set aside, and pieces of it to compare by.

copydetect reduces code to its form and winnows fingerprints of it.
"""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from functools import cache

import numpy as np

from grader.submission import Submission

LENGTH = 25  # of a fingerprinted piece in characters, and the window below: copydetect's defaults
WINDOW = 6
MIN_FORM = 200  # characters of own code, below which everybody writes the same
_MAX_TEXT = 1 << 16


@dataclass(frozen=True)
class Form:
    """The digest of the form ("" where there is little code), and its fingerprints."""

    digest: str
    fingerprints: tuple[int, ...]


def form_of(submission: Submission) -> Form:
    """The form of a submission's own code."""
    from copydetect.utils import filter_code, winnow

    form = "\n".join(
        filter_code(text, name, "python")[0]
        for name in (file.name for file in submission.homework.files if file.is_python)
        if (text := own_code(submission, name))
    )
    if len(form) < MIN_FORM:
        return Form("", ())
    pieces = [zlib.crc32(form[i : i + LENGTH].encode()) for i in range(len(form) - LENGTH + 1)]
    chosen, _ = winnow(np.array(pieces), WINDOW)
    return Form(hashlib.sha256(form.encode()).hexdigest()[:16], tuple(map(int, chosen)))


def own_code(submission: Submission, name: str) -> str:
    """A submitted file without the lines of the blank one; "" where it is too long to be code."""
    text = submission.files.get(name, "")
    if len(text) > _MAX_TEXT:
        return ""
    blank = blank_lines(submission, name)
    return "\n".join(line for line in text.splitlines() if line.strip() not in blank)


def blank_lines(submission: Submission, name: str) -> frozenset[str]:
    """The lines of the stub that everybody was given."""
    return _lines(submission.blank(name))


@cache
def _lines(text: str) -> frozenset[str]:
    return frozenset(line.strip() for line in text.splitlines())
