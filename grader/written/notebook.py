"""What a student's notebook answers, and with which figures; nothing of it is run or trusted.

A notebook may be anything: not JSON, without cells, with outputs of any kind. Whatever can't be
shown is named, and no mistake in one notebook is one for the class.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec

from grader.submission.handing_in import PROMPT
from grader.written.asked import KEY, Asked

MOST_CHARACTERS = 20_000  # of one cell or output that is shown
MOST_FIGURES = 12  # with one answer
MOST_PICTURE_BYTES = 4 << 20
_BEGIN, _END = "BEGIN QUESTION -->", "END QUESTION -->"
_SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")

_NO_NOTEBOOK = (msgspec.DecodeError, ValueError, LookupError, TypeError, AttributeError,
                RecursionError)  # fmt: skip

Kind = Literal["markdown", "code", "text", "picture"]


@dataclass(frozen=True)
class Shown:
    """A piece of a notebook. content: its text, or a picture's data in base 64.

    attached: a Markdown cell's own pictures by the names that its text gives them.
    """

    kind: Kind
    content: str
    attached: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """One written answer as it was handed in.

    work: what the student wrote, nothing where the answer is blank. figures: what the notebook
    shows between the question before and this one. remarks: what a marker has to know, a line each.
    is_blank: the place for it is there, and nobody wrote in it.
    """

    name: str
    work: tuple[Shown, ...] = ()
    figures: tuple[Shown, ...] = ()
    remarks: tuple[str, ...] = ()
    is_blank: bool = False


@dataclass
class _Cell:
    kind: str = ""
    source: str = ""
    name: str = ""
    outputs: list[dict[str, Any]] = field(default_factory=list)
    attached: dict[str, str] = field(default_factory=dict)
    was_run: bool = True


def read(data: bytes, asked: Sequence[Asked]) -> Iterator[Answer]:
    """The answers of one notebook to what it was asked, in that order."""
    try:
        cells = list(_cells(msgspec.json.decode(data)))
    except _NO_NOTEBOOK as problem:
        said = " ".join(str(problem).split())[:120]
        for each in asked:
            yield Answer(each.name, remarks=(f"{each.notebook} is no notebook: {said}",))
        return
    for each in asked:
        yield _answer(cells, each)


def missing(asked: Sequence[Asked], why: str) -> Iterator[Answer]:
    """The answers of a notebook that can't be read at all."""
    for each in asked:
        yield Answer(each.name, remarks=(f"{each.notebook} {why}",))


def _answer(cells: Sequence[_Cell], asked: Asked) -> Answer:
    begin = _place(cells, asked)
    if begin is None:
        remark = f"{asked.notebook} lacks the cell that asks this; the answer may be elsewhere"
        return Answer(asked.name, remarks=(remark,))
    end = next(
        (n for n in range(begin + 1, len(cells)) if {_BEGIN, _END} & _marks(cells[n])), len(cells)
    )
    before = next((n for n in range(begin - 1, -1, -1) if _END in _marks(cells[n])), -1)
    leading = [cell for cell in cells[before + 1 : begin] if cell.kind == "code" and cell.source]
    written = [cell for cell in cells[begin + 1 : end] if cell.source not in ("", PROMPT)]
    work = tuple(piece for cell in written for piece in _work(cell))
    figures = [piece for cell in leading for piece in _outputs(cell)]
    pictures = [piece for piece in figures if piece.kind == "picture"]
    remarks = list(_not_run(leading))
    if len(pictures) > MOST_FIGURES:
        remarks.append(f"only the first {MOST_FIGURES} of {len(pictures)} figures are shown")
        figures = [piece for piece in figures if piece not in pictures[MOST_FIGURES:]]
    return Answer(asked.name, work, tuple(figures), tuple(remarks), not work)


def _place(cells: Sequence[_Cell], asked: Asked) -> int | None:
    """Where the question is asked: by its name, or in a notebook without names by its words."""
    for number, cell in enumerate(cells):
        if cell.name == asked.name:
            return number
    words = asked.prompt.split()
    for number, cell in enumerate(cells):
        if _BEGIN in cell.source and cell.source.split()[-len(words) :] == words:
            return number
    return None


def _marks(cell: _Cell) -> set[str]:
    return (
        {mark for mark in (_BEGIN, _END) if mark in cell.source} if cell.kind != "code" else set()
    )


def _not_run(cells: Sequence[_Cell]) -> Iterator[str]:
    not_run = sum(not cell.was_run for cell in cells)
    if not_run:
        yield f"{not_run} of {len(cells)} cells before it were not run, or not saved since"
    for cell in cells:
        for output in cell.outputs:
            if output.get("output_type") == "error":
                yield f"a cell before it ended with {str(output.get('ename'))[:60]}"


def _cells(notebook: Any) -> Iterator[_Cell]:
    """The cells of a notebook, also of one in the older format, where they lie in worksheets."""
    sheets = notebook.get("worksheets") or [notebook]
    for raw in (cell for sheet in sheets for cell in sheet["cells"]):
        counted = raw.get("execution_count") or raw.get("prompt_number")
        outputs = [one for one in raw.get("outputs") or () if isinstance(one, dict)]
        yield _Cell(
            str(raw.get("cell_type")),
            _text(raw.get("source", raw.get("input", ""))).strip(),
            str((raw.get("metadata") or {}).get(KEY, "")),
            outputs,
            dict(_attached(raw.get("attachments") or {})),
            bool(counted or outputs) or raw.get("cell_type") != "code",
        )


def _work(cell: _Cell) -> Iterator[Shown]:
    kind: Kind = "code" if cell.kind == "code" else "markdown"
    yield Shown(kind, _cut(cell.source), cell.attached)
    yield from _outputs(cell)


def _outputs(cell: _Cell) -> Iterator[Shown]:
    for output in cell.outputs:
        data = output.get("data")
        data = data if isinstance(data, dict) else output
        picture = _picture(data.get("image/png", data.get("png")))
        text = _text(data.get("text", data.get("text/plain", "")))
        if picture:
            yield Shown("picture", picture)
        elif text.strip() and output.get("output_type") != "error":
            yield Shown("text", _cut(text))


def _attached(attachments: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for name, kinds in attachments.items():
        for data in kinds.values():
            if picture := _picture(data):
                yield name, picture


def _picture(value: Any) -> str:
    """A PNG or JPEG as base 64 that a browser can take for nothing else; "" for what is none."""
    try:
        data = binascii.a2b_base64(_text(value))
    except (binascii.Error, ValueError, TypeError):
        return ""
    is_one = data.startswith(_SIGNATURES) and len(data) <= MOST_PICTURE_BYTES
    return base64.b64encode(data).decode() if is_one else ""


def _text(value: Any) -> str:
    """Text as notebooks have it: whole, or in lines."""
    return "".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _cut(text: str) -> str:
    if len(text) <= MOST_CHARACTERS:
        return text
    return f"{text[:MOST_CHARACTERS]}\n… ({len(text) - MOST_CHARACTERS} more characters)"
