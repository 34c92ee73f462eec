"""The keys of the short answers: what is right, and which wrong answers have a name."""

from __future__ import annotations

from typing import Any

from grader.answers.keys import Key
from tests.oracles.answer_keys import q1, q2, q3, q4

KEYS: dict[str, Key] = {**q1.KEYS, **q2.KEYS, **q3.KEYS, **q4.KEYS}


def answer_key(name: str) -> dict[str, Any]:
    """What a test compares the answer of this name with."""
    return KEYS[name].recorded()


def readable_answers(*names: str) -> dict[str, dict[str, Any]]:
    """What may be written for each of these: students have it, so nothing says which is right."""
    return {name: KEYS[name].readable() for name in names}
