"""The texts for staff name files that are there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
ROOMS = ("grader/", "tests/", "docs/", "student/", "solutions/", "benchmarks/")
FENCED = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
# Of a homework that somebody else writes, or made by a step of "Add a question".
OTHERS = {
    "solutions/notebooks/q4_distance.py",
    "tests/rubric/<part>.py",
    "tests/rubric/q4b_lion.py",
    "tests/misconceptions/q4/lion.py",
}

pytestmark = pytest.mark.fast


def quoted(text: str) -> Iterator[str]:
    for quote in re.findall(r"`([^`\n]+)`", FENCED.sub("", text)):
        yield from re.split(r"[\s:]", quote)[:1]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_files_that_a_document_names_are_there(document: Path) -> None:
    named = set(quoted(document.read_text())) - OTHERS
    paths = {name for name in named if name.startswith(ROOMS)}
    files = {name for name in named if re.fullmatch(r"\w+\.py", name)}
    missing = [path for path in paths if not any(ROOT.glob(path.rstrip("/")))]
    missing += [
        file
        for file in files
        if not any(any(ROOT.glob(f"{room}**/{file}")) for room in ROOMS)
        and not (ROOT / file).exists()
    ]
    assert not missing
