"""What is wrong with the form of all that came back in the cases that fail: its shape, or its type.

Shapes are told in letters, in a statement that holds for every size: "a column, shape (n, 1)".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from grader.diagnosis.oddities.statements import Statement
from grader.trials.mismatch import Form, Mismatch

Shape = tuple[int, ...]

_HINT = "Compare what the docstring says of shapes and types with what you return."
# In the place of (n,), or of (n, p); the more telling ones come first.
_FOR_VECTORS: dict[str, Callable[..., Shape]] = {
    "a column, shape (n, 1),": lambda n: (n, 1),
    "a row, shape (1, n),": lambda n: (1, n),
    "one entry short, shape (n − 1,),": lambda n: (n - 1,),
    "one entry too long, shape (n + 1,),": lambda n: (n + 1,),
    "square, shape (n, n),": lambda n: (n, n),
    "of a single entry, shape (1,),": lambda n: (1,),
}
_FOR_MATRICES: dict[str, Callable[..., Shape]] = {
    "the other way round, shape (p, n),": lambda n, p: (p, n),
    "square, shape (n, n),": lambda n, p: (n, n),
    "square, shape (p, p),": lambda n, p: (p, p),
    "a vector, shape (n,),": lambda n, p: (n,),
    "a vector, shape (p,),": lambda n, p: (p,),
    "flat, shape (n p,),": lambda n, p: (n * p,),
    "a single column, shape (n, 1),": lambda n, p: (n, 1),
    "a single column, shape (p, 1),": lambda n, p: (p, 1),
    "a single row, shape (1, p),": lambda n, p: (1, p),
    "one row short, shape (n − 1, p),": lambda n, p: (n - 1, p),
    "one row too long, shape (n + 1, p),": lambda n, p: (n + 1, p),
    "one column short, shape (n, p − 1),": lambda n, p: (n, p - 1),
    "one column too wide, shape (n, p + 1),": lambda n, p: (n, p + 1),
    "of one axis too many, shape (n, p, 1),": lambda n, p: (n, p, 1),
    "of one axis too many, shape (n, 1, p),": lambda n, p: (n, 1, p),
    "of one axis too many, shape (1, n, p),": lambda n, p: (1, n, p),
}


def of_forms(mismatches: Sequence[Mismatch]) -> Statement | None:
    """What is true of the form of every one of them; None where one has the right form."""
    forms = [mismatch.form for mismatch in mismatches if mismatch.form is not None]
    told = _told(forms) if len(forms) == len(mismatches) else None
    return None if told is None else (f"the result is {told}", _HINT)


def _told(forms: Sequence[Form]) -> str | None:
    axes = {len(wanted) for _, wanted in forms if isinstance(wanted, tuple)}
    if not axes:
        statements = {f"{got} where {wanted} was expected" for got, wanted in forms}
        return statements.pop() if len(statements) == 1 else None
    shapes, letters = (_FOR_VECTORS, "(n,)") if axes == {1} else (_FOR_MATRICES, "(n, p)")
    if axes not in ({1}, {2}):
        return None
    for words, shape in shapes.items():
        if all(isinstance(wanted, tuple) and got == shape(*wanted) for got, wanted in forms):
            return f"{words} where shape {letters} was expected"
    return None
