"""Two submissions side by side: file by file, what is shared marked, what everybody was given left
out; and how often right answers to the same file look alike anyway.
"""

from __future__ import annotations

import io
import keyword
import tokenize
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache
from itertools import combinations
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup

from grader.classroom.similarity.forms import blank_lines, form_of
from grader.classroom.similarity.groups import ALIKE
from grader.pages import templates
from grader.submission import Submission

MOST_LINES = 1500
_TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
_LAYOUT = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT)


@dataclass(frozen=True)
class Line:
    """A line of somebody's own code. number: in their file."""

    number: int
    text: str
    form: str


@dataclass(frozen=True)
class Row:
    """What stands beside each other; shared: the same but for names, comments and spacing."""

    left: Line | None
    right: Line | None
    shared: bool


@dataclass(frozen=True)
class Comparison:
    """One file of two people. share: of the shorter one's own lines, how many are shared, in
    percent. usual: of pairs of right answers to this file, how many are as alike, in percent; None
    where too few are known."""

    file: str
    rows: tuple[Row, ...]
    share: float
    usual: float | None


def compared(
    one: Submission, other: Submission, usual: Mapping[str, float | None]
) -> list[Comparison]:
    """Every Python file that both have code of their own in."""
    found = []
    for name in sorted(one.files.keys() & other.files.keys()):
        if not name.endswith(".py"):
            continue
        left, right = own_lines(one, name), own_lines(other, name)
        if not left or not right:
            continue
        rows = tuple(_rows(left, right))
        shared = sum(row.shared for row in rows)
        share = 100 * shared / min(len(left), len(right))
        found.append(Comparison(name, rows, share, usual.get(name)))
    return found


def own_lines(submission: Submission, name: str) -> list[Line]:
    """The lines of a file that are not the stub's and hold code, with their forms."""
    given = blank_lines(submission, name)
    lines = submission.files[name].splitlines()[:MOST_LINES]
    forms = _forms("\n".join(lines))
    return [
        Line(number, text, forms[number])
        for number, text in enumerate(lines, 1)
        if number in forms and text.strip() not in given
    ]


def _forms(text: str) -> dict[int, str]:
    """By number, each line's tokens without names, comments and spacing; up to where it breaks
    off."""
    found: dict[int, list[str]] = {}
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type in _LAYOUT or token.type == tokenize.ENDMARKER:
                continue
            is_name = token.type == tokenize.NAME and not keyword.iskeyword(token.string)
            form = "name" if is_name else token.string
            found.setdefault(token.start[0], []).append(form)
    except (tokenize.TokenError, SyntaxError):
        pass
    return {number: " ".join(forms) for number, forms in found.items()}


def _rows(left: Sequence[Line], right: Sequence[Line]) -> Iterator[Row]:
    matcher = SequenceMatcher(
        None, [line.form for line in left], [line.form for line in right], autojunk=False
    )
    for kind, a, b, c, d in matcher.get_opcodes():
        for place in range(max(b - a, d - c)):
            yield Row(
                left[a + place] if a + place < b else None,
                right[c + place] if c + place < d else None,
                kind == "equal",
            )


def usual_similarity(right_answers: Sequence[Submission], file: str) -> float | None:
    """Of pairs of right answers to a file, how many are as alike as a group's, in percent; None
    below ten answers."""
    forms = [form_of(replace(each, files={file: each.files[file]}))
             for each in right_answers if file in each.files]  # fmt: skip
    pieces = [set(form.fingerprints) for form in forms if form.digest]
    if len(pieces) < 10:
        return None
    alike = [
        len(one & other) >= ALIKE * min(len(one), len(other))
        for one, other in combinations(pieces, 2)
    ]
    return 100 * sum(alike) / len(alike)


def page(title: str, names: tuple[str, str], comparisons: Sequence[Comparison]) -> str:
    """The comparison as a page that needs nothing else."""
    template = _environment().get_template("alike.html")
    return template.render(title=title, names=names, comparisons=comparisons)


@cache
def _environment() -> Environment:
    environment = templates(_TEMPLATES)
    environment.globals["style"] = Markup((_TEMPLATES / "class.css").read_text(encoding="utf-8"))
    return environment
