"""What is true of all pairs of values: of wrong and right ones, or of those of two functions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grader.diagnosis.formulas.quantities import named_arguments
from grader.diagnosis.oddities.factors import constant_multiple, multiple_by_case
from grader.diagnosis.oddities.relations import RELATIONS, TRAITS
from grader.diagnosis.oddities.rows import LINES
from grader.diagnosis.oddities.transforms import made_from
from grader.diagnosis.pairs import Pair, Relation

# A relation between numbers means something where at least so many entries show it.
ENOUGH_ENTRIES = 3

# A sentence about "the result" and "the right one", and the question that it raises.
Statement = tuple[str, str]


def made(pairs: Sequence[Pair]) -> Statement | None:
    """What all the values are made from: the right ones, or an argument."""
    return (
        _of_relations(RELATIONS, pairs)
        or made_from_the_right_ones(pairs)
        or _about_the_result(_of_an_argument(pairs) if pairs else None)
    )


def made_from_the_right_ones(pairs: Sequence[Pair]) -> Statement | None:
    """What all the values are made from, where it is the right ones."""
    return _about_the_result(of_the_right_ones(pairs))


def made_of_every_right_one(pairs: Sequence[Pair]) -> Statement | None:
    """The same, where these are all values that there are; where both are 0, they say nothing."""
    pairs = [pair for pair in pairs if pair.got.any() or pair.expected.any()]
    pairs.sort(key=lambda pair: pair.got.dtype == np.float32)  # the precise ones tell constants
    return (
        made_from_the_right_ones(pairs)
        or _of_relations(RELATIONS, pairs)
        or _of_lines(pairs)
        # Any other formula would make anything from anything.
        or _about_the_result(multiple_by_case(pairs, plain=True))
    )


def made_in_each_case(pairs: Sequence[Pair]) -> Statement | None:
    """By which formula of each case all the values differ from the right ones."""
    return _about_the_result(multiple_by_case(pairs) if pairs else None)


def _about_the_result(source: Statement | None) -> Statement | None:
    return source and (f"the result is {source[0]}", source[1])


def traits(pairs: Sequence[Pair]) -> Statement | None:
    """Something else that is true of all of them."""
    return _of_lines(pairs) or _of_relations(TRAITS, pairs)


def _of_lines(pairs: Sequence[Pair]) -> Statement | None:
    """What is true of each row or column; a matrix of one row says nothing of each."""
    some = any(pair.got.ndim == 2 and len(pair.got) > 1 for pair in pairs)
    return _of_relations(LINES, pairs) if some else None


def _are_telling(values: Sequence[np.ndarray]) -> bool:
    """One number again and again may be anything: 0.5 is no half where 1 is always right."""
    entries = np.concatenate([value.ravel() for value in values])
    return bool(np.count_nonzero(entries) >= ENOUGH_ENTRIES and np.ptp(entries) > 0)


def _of_relations(
    relations: Sequence[tuple[Relation, str, bool]], pairs: Sequence[Pair]
) -> Statement | None:
    """The first relation that says the same of all pairs."""
    if not pairs:
        return None
    telling = _are_telling([pair.expected for pair in pairs])
    for relation, hint, needs_entries in relations:
        if needs_entries and not telling:
            continue
        statements = {relation(pair) for pair in pairs}
        (statement,) = statements if len(statements) == 1 else (None,)
        if statement is not None:
            return statement, hint
    return None


def of_the_right_ones(pairs: Sequence[Pair]) -> Statement | None:
    """What each value is of the right one beside it, as in "the square of the right one"."""
    right = [pair.expected for pair in pairs]
    if not pairs or not _are_telling(right):
        return None
    transform = made_from([pair.got for pair in pairs], right)
    if transform is not None:
        return transform.words.format("the right one"), transform.hint
    return constant_multiple(pairs)


def _of_an_argument(pairs: Sequence[Pair]) -> Statement | None:
    got = [pair.got for pair in pairs]
    if not _are_telling(got):
        return None
    given = [named_arguments(pair.call) if pair.call else {} for pair in pairs]
    for name in given[0]:
        if all(name in arguments for arguments in given):
            sources = [arguments[name] for arguments in given]
            transform = made_from(got, sources, itself=True)
            if transform is not None:
                hint = f"What else should it depend on beside {name}? {transform.hint}"
                return transform.words.format(name), hint.strip()
    return None
