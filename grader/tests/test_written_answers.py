"""What students wrote is found by its name, shown whole, and can do nothing."""

from __future__ import annotations

import base64
import io
import json
import re
import tarfile
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from grader.submission.handing_in import PROMPT
from grader.written import hand_in
from grader.written.asked import KEY, Asked
from grader.written.notebook import Answer, Shown, read
from grader.written.rendering import html, markdown

pytestmark = pytest.mark.fast
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(40)).decode()
ASKED = (
    Asked("p1a", "p1.ipynb", "**P1(a)** Why is\nit so?", "Because."),
    Asked("p1b", "p1.ipynb", "**P1(b)** And this?", "Therefore."),
)


def cell(source: str, kind: str = "markdown", **more: Any) -> dict[str, Any]:
    return {"cell_type": kind, "source": source, "metadata": {}, **more}


def question(asked: Asked, *work: dict[str, Any], named: bool = True) -> list[dict[str, Any]]:
    begin = cell(f"<!-- BEGIN QUESTION -->\n\n{asked.prompt}")
    begin["metadata"] = {KEY: asked.name} if named else {}
    return [begin, *work, cell("<!-- END QUESTION -->\n\n## Next")]


def plot(**more: Any) -> dict[str, Any]:
    shown = {"output_type": "display_data", "data": {"image/png": PNG, "text/plain": "<Figure>"}}
    return cell("plot()", "code", **{"execution_count": 1, "outputs": [shown], **more})


def notebook(*cells: dict[str, Any]) -> bytes:
    return json.dumps({"cells": cells, "nbformat": 4}).encode()


def answers(*cells: dict[str, Any]) -> dict[str, Answer]:
    return {each.name: each for each in read(notebook(*cells), ASKED)}


def test_an_answer_is_found_with_the_figures_before_it() -> None:
    found = answers(plot(), *question(ASKED[0], cell("So.")), *question(ASKED[1], cell(PROMPT)))

    assert found["p1a"] == Answer("p1a", (Shown("markdown", "So."),), (Shown("picture", PNG),))
    assert found["p1b"] == Answer("p1b", is_blank=True)


def test_an_answer_is_known_by_its_name_wherever_its_cells_are() -> None:
    found = answers(*question(ASKED[1], cell("Second.")), *question(ASKED[0], cell("First.")))

    assert [each.work[0].content for each in found.values()] == ["First.", "Second."]


def test_a_notebook_without_names_is_known_by_the_words_that_ask() -> None:
    found = answers(*question(ASKED[0], cell("So."), named=False))

    assert found["p1a"].work == (Shown("markdown", "So."),)
    assert "lacks the cell" in found["p1b"].remarks[0]


def test_an_answer_in_several_cells_is_whole() -> None:
    work = [cell("One."), cell("2 + 2", "code", execution_count=3, outputs=[]), cell("Two.")]

    found = answers(*question(ASKED[0], *work))["p1a"]

    assert [piece.content for piece in found.work] == ["One.", "2 + 2", "Two."]


def test_cells_that_were_not_run_and_errors_are_remarked() -> None:
    error = {"output_type": "error", "ename": "NameError", "traceback": ["x"]}
    cells = [plot(execution_count=None, outputs=[]), plot(outputs=[error])]

    remarks = answers(*cells, *question(ASKED[0], cell("So.")))["p1a"].remarks

    assert remarks == (
        "1 of 2 cells before it were not run, or not saved since",
        "a cell before it ended with NameError",
    )


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"null", b'{"cells": 3}', b'{"cells": [1]}', b"[" * 100_000, b"\xff\xfe",
     b"{}", b'{"cells": [{"outputs": 1}]}', b'{"cells": [{"attachments": [2]}]}'],
)  # fmt: skip
def test_whatever_a_notebook_is_it_is_one_remark_each(data: bytes) -> None:
    assert all(each.remarks and not each.work for each in read(data, ASKED))


@pytest.mark.parametrize("kind", ["folder", "zip", "tar"])
def test_notebooks_are_found_in_folders_and_archives(kind: str, tmp_path: Path) -> None:
    data = notebook(*question(ASKED[0], cell("So.")))
    blank = notebook(*question(ASKED[0], cell(PROMPT)))
    files = {"p1.ipynb": blank, "student/notebooks/p1.ipynb": data}
    path = tmp_path / f"in.{kind}"
    if kind == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)
    elif kind == "tar":
        with tarfile.open(path, "w") as tar:
            for name, content in files.items():
                info = tarfile.TarInfo(name)
                info.size = len(content)
                tar.addfile(info, io.BytesIO(content))
    else:
        for name, content in files.items():
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            (path / name).write_bytes(content)

    assert hand_in.read(path, ASKED)[0].work == (Shown("markdown", "So."),)


def test_a_hand_in_without_notebooks_says_so_for_each_answer(tmp_path: Path) -> None:
    (tmp_path / "broken.zip").write_bytes(b"PK no zip")

    assert hand_in.read(tmp_path, ASKED)[1].remarks == ("p1.ipynb was not handed in",)
    assert "can't be read" in hand_in.read(tmp_path / "broken.zip", ASKED)[0].remarks[0]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (r"$\frac{1}{2}$", "<mfrac>"),
        ("$a_1 +\n- b_2$", "<msub>"),
        ("$$\n\\begin{aligned}a&=b\\\\c&=d\\end{aligned}\n$$", "<mtable"),
        ("\\begin{align}a&=b\\end{align}", "<mtable"),
        ("`$x$`", "<code>$x$</code>"),
        ("it costs \\$5 or \\$6", "$5 or $6"),
        (r"$\frac{$", "$\\frac{$"),
        ("$" + "x" * 3000 + "$", "$xxx"),
    ],
)
def test_formulas_are_typeset_and_others_shown_as_typed(typed: str, shown: str) -> None:
    assert shown in markdown(typed)


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](https://a.example/'onmouseover=alert(1))",
    '![x" onerror="alert(1)](http://a.example/x.png)',
    '![$" onerror=alert(1) x="$](attachment:own.png)',
    "$<script>alert(1)</script>$",
    r"$\text{<img src=x onerror=alert(1)>}$",
    r"$\href{javascript:alert(1)}{x}$",
    r'$\style{x"onload="alert(1)}{y}$',
    '```"><script>alert(1)</script>\ncode\n```',
    "<svg/onload=alert(1)>",
    "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    "\ue0000\ue000 $x$ \ue0007\ue000",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    '# x {onclick="alert(1)"}',
    "> " * 3000 + "x",
]
ALLOWED = re.compile(
    "p|em|strong|code|pre|h[1-6]|[uo]l|li|blockquote|[hb]r|table|thead|tbody|tr|th|td|div|img"
    "|math|mrow|m[ino]|mtext|mfrac|msu[bp]|mtable|mtr|mtd|mspace"
)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_a_student_writes_becomes_a_tag_of_theirs(text: str) -> None:
    tags = Tags()
    tags.feed(html([Shown("markdown", text, {"own.png": PNG}), Shown("code", text)]))

    for tag, attributes in tags.seen:
        assert ALLOWED.fullmatch(tag)
        assert not [name for name in attributes if name.startswith("on") or name == "href"]
        assert str(attributes.get("src", "data:image/png;base64,")).startswith("data:image/png;b")


def test_what_is_no_picture_is_not_shown_as_one() -> None:
    fake = base64.b64encode(b"<svg onload=alert(1)>").decode()
    shown = {"output_type": "display_data", "data": {"image/png": fake, "text/plain": "<Figure>"}}

    found = answers(plot(outputs=[shown]), *question(ASKED[0], cell("So.")))

    assert found["p1a"].figures == (Shown("text", "<Figure>"),)
