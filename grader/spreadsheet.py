"""Tables for spreadsheets: what is in a cell is shown and never run.

Names and comments come from people. Whatever a spreadsheet would take for a formula gets an
apostrophe in front.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from grader.whole_file import replacing

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def rows_of(text: str, delimiter: str = ",") -> list[dict[str, str]]:
    """The rows of a CSV by its header; a cell that a row lacks is empty.

    Raises:
        ValueError: where it is no table.
    """
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))  # an essay is one cell
    try:
        return list(csv.DictReader(io.StringIO(text, ""), delimiter=delimiter, restval=""))
    except csv.Error as error:
        raise ValueError(str(error)) from None


class Table:
    """Rows of a CSV file; what is in them is data."""

    def __init__(self, file: IO[str]) -> None:
        self._rows = csv.writer(file)

    def write(self, *cells: object) -> None:
        """One row."""
        self._rows.writerow([_safe(cell) for cell in cells])


@contextmanager
def table(path: Path, encoding: str = "utf-8-sig") -> Iterator[Table]:
    """A table that appears whole when the block ends, and not at all where that fails.

    It begins with a mark, or Excel takes it for something else than UTF-8.
    """
    with replacing(path) as file:
        text = io.TextIOWrapper(file, encoding=encoding, newline="", errors="replace")
        yield Table(text)
        text.flush()
        text.detach()


def _safe(cell: object) -> object:
    """A cell as a spreadsheet shows it: text is never a formula, numbers are short."""
    if isinstance(cell, float):
        return f"{cell:g}"
    if isinstance(cell, str) and len(cell) > 1 and cell.lstrip(" \xa0").startswith(_FORMULA):
        return f"'{cell}"
    return cell
