"""The homework's letters: handout, notebooks and homework.toml give each part the same one."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import jupytext  # type: ignore[import-untyped]
import pytest

ROOT = Path(__file__).resolve().parents[3]
HANDOUT = (ROOT / "student" / "HANDOUT.md").read_text(encoding="utf-8")
MASTERS = sorted((ROOT / "solutions" / "notebooks").glob("q*.py"))
HEADING = re.compile(r"^##+ (Q\d\(\w\).*)$", re.MULTILINE)
PARTS = tomllib.loads((ROOT / "homework.toml").read_text(encoding="utf-8"))["questions"]
PLACES = {
    (Path(part["file"]).stem, part["function"]): part["place"]
    for question in PARTS
    for part in question["parts"]
    if "function" in part
}
# The letters of the original homework. Q4 has none there; ours are by file.
ORIGINAL = {"Q1": "abcdefg", "Q2": "abcd", "Q3": "abcde", "Q4": "abc"}


def used(source: str) -> set[str]:
    """The places of the student's functions that a cell names, as in `features.build_mlp`."""
    return {
        PLACES[node.value.id, node.attr]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        if (node.value.id, node.attr) in PLACES
    }


def test_the_handout_has_the_letters_of_the_original() -> None:
    letters = dict.fromkeys(ORIGINAL, "")
    for heading in HEADING.findall(HANDOUT):
        question, letter = heading[:2], heading[3]
        if letter not in letters[question]:
            letters[question] += letter

    assert letters == ORIGINAL


@pytest.mark.parametrize("master", MASTERS, ids=lambda path: path.stem)
def test_a_notebook_has_the_handouts_headings_in_its_order(master: Path) -> None:
    text = "\n".join(cell.source for cell in jupytext.read(master).cells)
    question = master.stem[:2].upper()
    ours = [heading for heading in HEADING.findall(HANDOUT) if heading.startswith(question)]

    found = HEADING.findall(text)
    assert found == [heading for heading in ours if heading in found]


@pytest.mark.parametrize("master", MASTERS, ids=lambda path: path.stem)
def test_a_cell_needs_functions_of_its_own_part_or_of_earlier_ones_alone(master: Path) -> None:
    here, too_early = "", []
    for cell in jupytext.read(master).cells:
        if cell.cell_type == "markdown":
            here = next((heading[:5] for heading in HEADING.findall(cell.source)), here)
        elif cell.cell_type == "code" and here:
            too_early += [(here, place) for place in used(cell.source) if place > here]

    assert not too_early


@pytest.mark.parametrize("master", MASTERS, ids=lambda path: path.stem)
def test_a_question_in_a_notebook_stands_under_its_own_letter(master: Path) -> None:
    here, astray = "", []
    for cell in jupytext.read(master).cells:
        if cell.cell_type == "markdown":
            here = next((heading[:5] for heading in HEADING.findall(cell.source)), here)
            asked = re.match(r"\*\*(Q\d\(\w\))\*\*", cell.source)
            astray += [(here, asked[1])] if asked and asked[1] != here else []

    assert not astray


def test_handout_and_notebooks_link_each_other_and_the_files() -> None:
    targets = set(re.findall(r"\]\(([\w./]+)\)", HANDOUT))
    for target in targets:
        assert (ROOT / "student" / target).is_file(), target
    assert {f"notebooks/{master.stem}.ipynb" for master in MASTERS} <= targets
    for master in MASTERS:
        back = re.findall(r"\]\(\.\./([\w.]+)(?:#([\w-]+))?\)", master.read_text(encoding="utf-8"))
        assert back[0][0] == "HANDOUT.md"
        assert back[0][1] in HANDOUT
        assert all((ROOT / "student" / name).is_file() for name, _ in back)
