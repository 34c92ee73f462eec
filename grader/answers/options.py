"""Which of several options a text means.

It may leave out up to half of an option's words and put them in another form ("the larger one" for
"large"), as long as that fits one option alone. A letter beside a word ("large σ") is passed over,
other words that no option has are not: "not large" is none of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_SHORTEST_STEM = 4
_ENDING = re.compile("(er|est|s)$")
_FILLER = re.compile("an?|are|at|do(es)?(n't)?|is|its?|of|ones?|only|the(ir|re|y)?|where")


def meant(text: str, options: Sequence[str]) -> str | None:
    """The option that a text means, whatever its case, signs and spaces; None where it isn't one.

    An option that is written out comes first, then one with the same words, then one with more.
    """
    if alike := [option for option in options if _bare(option) == _bare(text)]:
        return alike[0]
    said = _words(text)
    if any(len(word) > 1 for word in said):
        said &= {word for word in said if len(word) > 1}.union(*map(_words, options))
    having = [option for option in options if _covers(_words(option), said)]
    alike = [option for option in having if _covers(said, _words(option))] or having
    alone = len(alike) == 1 and 2 * len(said) >= len(_words(alike[0]))
    return alike[0] if alone else None


def _covers(words: frozenset[str], others: frozenset[str]) -> bool:
    return all(any(_same(word, other) for word in words) for other in others)


def _same(word: str, other: str) -> bool:
    short, long = sorted((_ENDING.sub("", word), _ENDING.sub("", other)), key=len)
    return word == other or (len(short) >= _SHORTEST_STEM and long.startswith(short))


def _words(text: str) -> frozenset[str]:
    words = re.findall(r"[^\W_]+(?:'t\b)?", _folded(text))
    return frozenset(word for word in words if not _FILLER.fullmatch(word)) or frozenset(words)


def _bare(text: str) -> str:
    return "".join(character for character in _folded(text) if character.isalnum())


def _folded(text: str) -> str:
    """Without case; U' and U^\\top are U transposed, as ᵀ is a t."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'").replace("\\top", "t")
    return re.sub(r"\b([^\W\d_])'(?=\s*\w)", r"\1t", re.sub(r"'s\b", "", folded))
