"""Which parts a question stands for, by any of the names that people type.

What is exact comes first: "q3" is all parts that begin so, "means.py" those of a file. Then case,
punctuation and a word like "question" count for nothing, and at last single words do. Where these
leave several functions open, they are listed, and nothing is chosen for whoever asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches

from grader.ending import UsageError
from grader.judge.rubric import Line, Part


class UnknownQuestion(UsageError):
    """There is no such question, or more than one; the text names those that are near."""


def select(parts: Sequence[Part], question: str) -> tuple[Part, ...]:
    """The parts that a question names: a question or a part (q3, q3b_mean, "Question 3"), a place
    in the handout (Q3(b), 3b), a file, a function or words of one, one check by its number
    (q3_mean.2) or its test's name; all for "" and "all".

    Raises:
        UnknownQuestion: where there is none, or words could mean several; the text lists those.
    """
    asked = question.strip().casefold()
    for called in _CALLED:
        if chosen := tuple(part for part in parts if called(part, asked)):
            return chosen
    checks = (
        replace(part, lines=lines, withheld=0.0)
        for part in parts
        if (lines := tuple(x for x in part.lines if _plain(asked) in _names_of_check(part, x)))
    )
    if chosen := tuple(checks):
        return chosen
    if chosen := _by_words(parts, question):
        return chosen
    raise UnknownQuestion(_no_question(parts, question))


def _begins(name: str, asked: str) -> bool:
    """q1 begins q1_mean and q1b_mean, but not q10_mean."""
    rest = name.removeprefix(asked)
    return rest != name and not (asked[-1].isdigit() and rest[:1].isdigit())


def _plain(text: str) -> str:
    """Q3(a), q3 a, 3a and "Question 3(a)" are one name."""
    letters = "".join(filter(str.isalnum, text.casefold()))
    return re.sub(r"^(q|question|problem|exercise|part)(?=\d)", "", letters)


def _file_names(part: Part) -> tuple[str, str]:
    name = part.stated.file.casefold()
    return name, _stem(part)


def _stem(part: Part) -> str:
    return part.stated.file.casefold().partition(".")[0]


def _names(part: Part) -> Iterator[str]:
    yield from (part.name, part.stated.function, part.stated.place, _stem(part))
    if part.question is not None:
        yield from (part.question.name, part.question.title)


# What a question may be, the most exact first.
_CALLED: tuple[Callable[[Part, str], bool], ...] = (
    lambda part, asked: asked in ("", "all"),
    lambda part, asked: part.name.casefold() == asked,
    lambda part, asked: _begins(part.name.casefold(), asked),
    lambda part, asked: asked.rpartition("/")[2] in _file_names(part),
    lambda part, asked: part.stated.function.casefold() == asked,
    lambda part, asked: _plain(asked) != "" and _plain(asked) in map(_plain, _names(part)),
)


def _names_of_check(part: Part, line: Line) -> set[str]:
    label = part.label(line)
    by_function = label.replace(part.name, part.stated.function or part.name, 1)
    return {_plain(name) for name in (label, by_function, line.test)}


def _by_words(parts: Sequence[Part], question: str) -> tuple[Part, ...]:
    """The parts that have all the words that were typed, or all their beginnings: those of one
    function, or else of one file, or of one question.

    Raises:
        UnknownQuestion: where they are several.
    """
    asked = _words(question)
    for kind, words in _WORDS:
        for has in (str.__eq__, str.startswith):
            chosen = tuple(
                part
                for part in parts
                if asked and all(any(has(word, one) for word in words(part)) for one in asked)
            )
            if len({kind(part) for part in chosen}) > 1:
                raise UnknownQuestion(f"{question!r} may be {_either(x.name for x in chosen)}")
            if chosen:
                return chosen
    return ()


def _words(*texts: str) -> list[str]:
    return re.findall(r"[^\W_]+", " ".join(texts).casefold())


def _own_words(part: Part) -> list[str]:
    return _words(part.name, part.stated.function, part.stated.place)


# What may tell parts apart, and the words by which: its own, its file's, its question's.
_WORDS: tuple[tuple[Callable[[Part], object], Callable[[Part], list[str]]], ...] = (
    (lambda part: part.stated.function or part.name, _own_words),
    (lambda part: part.stated.file, lambda part: [*_own_words(part), *_words(_stem(part))]),
    (lambda part: part.question, lambda part: [*_own_words(part), *_words(*_names(part))]),
)


def _no_question(parts: Sequence[Part], question: str) -> str:
    asked = question.strip().casefold()
    known = [name for part in parts for name in (part.name, part.stated.function, part.stated.file)]
    near = get_close_matches(asked, dict.fromkeys(filter(None, known)), n=3)
    if near:
        return f"there is no question {question!r}; did you mean {_either(near)}?"
    names = dict.fromkeys(part.question.name for part in parts if part.question is not None)
    return (
        f"there is no question {question!r}: give {_either(names)}, a function, a file, "
        "a place in the handout, or all"
    )


def _either(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last
