"""A file's bytes as text, whatever an editor has saved it as.

UTF-8 comes first; then what Python itself reads, an older encoding that a line at the top names;
and UTF-16 with its mark, which some editors call Unicode.
"""

from __future__ import annotations

import codecs
import io
import tokenize
from contextlib import suppress

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Codecs for alphabets alone: some of Python's own take minutes for a megabyte.
_ALPHABETS = ("big5", "cp", "euc", "gb", "iso8859", "koi8", "mac", "shift_jis")
_TOP = 1000  # bytes in which the line is looked for


def as_text(data: bytes) -> str:
    """The text that the bytes say, without a mark at its beginning.

    Raises:
        ValueError: where they say none; its text goes on after the file's name.
    """
    encoding = "UTF-16" if data.startswith(_UTF_16) else "UTF-8"
    try:
        return data.decode("utf-16" if encoding == "UTF-16" else "utf-8-sig")
    except UnicodeDecodeError as error:
        with suppress(SyntaxError, UnicodeDecodeError):
            return data.decode(_named_at_the_top(data))
        line = data.count(b"\n", 0, error.start) + 1
        raise ValueError(f"is not {encoding} text (line {line}); save it as UTF-8") from None


def _named_at_the_top(data: bytes) -> str:
    """The encoding that one of the first two lines names; SyntaxError where none does."""
    named, _ = tokenize.detect_encoding(io.BytesIO(data[:_TOP]).readline)
    if not codecs.lookup(named).name.startswith(_ALPHABETS):
        raise SyntaxError(f"{named} is no alphabet's encoding")
    return named
