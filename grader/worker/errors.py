"""What an error of a submission says, the same on every machine."""

from __future__ import annotations

import os


def text_of(error: BaseException, most: int) -> str:
    """Its text, so many characters of it, without where this process runs or a library lies."""
    try:
        text = str(error)
        if isinstance(error, ImportError):
            text = text.replace(f" ({error.path})", "")
        return text.replace(f"{os.getcwd()}{os.sep}", "")[:most]
    except BaseException:
        return "(its message could not be read)"
