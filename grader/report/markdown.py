"""One check as Markdown: what Gradescope shows of it.

Whatever comes from a submission stands in indented code blocks and code spans, where no dialect of
Markdown looks for markup; our own words are escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from grader.model import CheckResult, PartResult, Status
from grader.report.words import CODE_LABELS, OURS, check_lines, hidden_line

_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "&#36;", "~": "&#126;"})
# What acts as markup within a line, and what does at its beginning.
_MARKUP = re.compile(r"[\\`*_\[\]|]|^[#+-]|(?<=^\d)[.)]")
_INDENT = " " * 4


def check_as_markdown(part: PartResult, check: CheckResult) -> str:
    """All that a student reads of one check; of a hidden one that failed the topic alone."""
    if check.carried:
        return escaped(f"passed apart from “{check.carried}”, which other checks cost")
    if check.status is not Status.FAILED:
        return escaped(check.status.value)
    if check.hidden:
        return escaped(hidden_line(part, 1))
    return "\n\n".join(_lines(check_lines(part, check)))


def escaped(text: str) -> str:
    """One line of our own words as it stands: no sign in it acts as markup or mathematics."""
    text = _MARKUP.sub(lambda found: f"\\{found[0]}", text)
    return text.translate(_ENTITIES)


def code_span(text: str) -> str:
    """One line as code, whatever backticks it holds; it may be a student's."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    padding = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{padding}{text}{padding}{fence}"


def code_block(text: str) -> str:
    """Lines as code. Indentation can't be closed from within, as a fence can."""
    return "\n".join(f"{_INDENT}{line}" for line in text.split("\n"))


def _lines(said: Iterable[tuple[str, str]]) -> Iterator[str]:
    for label, text in said:
        if label in CODE_LABELS:
            yield f"**{label}**"
            yield code_block(text)
        else:
            yield f"**{label}** {escaped(text) if label in OURS else code_span(text)}"
