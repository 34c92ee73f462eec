"""The handout: it names every function and check, and has each part that a stub points to."""

from __future__ import annotations

import ast
import re

import pytest

from grader.tests.course import HOMEWORK, MODULES, ROOT, parts

HANDOUT = (ROOT / "student" / "HANDOUT.md").read_text(encoding="utf-8")
HEADINGS = re.findall(r"^#+ (.+)$", HANDOUT, re.MULTILINE)


def anchor(heading: str) -> str:
    """The link to a heading, as GitHub and Jupyter make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("module", MODULES)
def test_every_function_that_is_graded_is_in_the_handout(module: str) -> None:
    stubs = ast.parse((ROOT / "student" / f"{module}.py").read_text(encoding="utf-8"))
    names = [node.name for node in stubs.body if isinstance(node, ast.FunctionDef)]

    assert names
    assert not [n for n in names if not n.startswith("_") and f"`{n}" not in HANDOUT]


@pytest.mark.parametrize("module", MODULES)
def test_every_part_that_a_stub_points_to_has_a_heading(module: str) -> None:
    text = (ROOT / "student" / f"{module}.py").read_text(encoding="utf-8")
    parts = {
        part
        for line in re.findall(r"Source: (.+)", text)
        for part in re.findall(r"Q\d\(\w\)", line)
    }

    assert parts
    assert not [p for p in parts if not any(h.startswith(p) for h in HEADINGS)]


def test_the_table_of_checks_names_every_part_of_the_rubric() -> None:
    table = HANDOUT[HANDOUT.index("## Which function belongs where") :]

    assert set(re.findall(r"`(q\d\w*?_\w+)`", table)) == {part.name for part in parts()}


def test_every_link_within_the_handout_leads_to_a_heading() -> None:
    links = re.findall(r"\]\(#([^)]+)\)", HANDOUT)

    assert links
    assert set(links) <= {anchor(heading) for heading in HEADINGS}


def test_the_points_it_promises_add_up_to_100() -> None:
    promised = [int(n) for n in re.findall(r"^\| \[Q\d\].*?\| (\d+) \|", HANDOUT, re.MULTILINE)]

    assert len(promised) == 5
    assert sum(promised) == 100


def test_the_points_it_promises_are_those_of_the_rubric() -> None:
    promised = dict(re.findall(r"^\| \[Q(\d)\].*?\| (\d+) \|", HANDOUT, re.MULTILINE))
    given = dict.fromkeys(promised, 0.0)
    for part in parts():
        given[HOMEWORK.question_of(part.name).name[1:]] += sum(line.points for line in part.lines)

    assert given == {question: float(points) for question, points in promised.items()}


def test_its_maths_keeps_clear_of_what_markdown_takes_for_escapes() -> None:
    maths = re.findall(r"\$\$.+?\$\$|\$[^$\n]+\$", HANDOUT, re.DOTALL)

    assert maths
    assert not [formula for formula in maths if re.search(r"\\[,;_{}!]", formula)]
