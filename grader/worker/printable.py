"""Text from a submission as it may be shown: nothing in it can act on a terminal or a page."""

from __future__ import annotations


def printable(text: str) -> str:
    """The text with control, formatting and surrogate characters escaped; line breaks and tabs
    stay.
    """
    if text.isprintable():
        return text
    return "".join(
        character
        if character.isprintable() or character in "\n\t"
        else character.encode("unicode_escape").decode("ascii")
        for character in text
    )


def one_line(text: str) -> str:
    """The same with line breaks and tabs escaped too: for names, shown inside a sentence."""
    return printable(text).replace("\n", "\\n").replace("\t", "\\t")
