"""Q5: every honest way to fill in process.toml has full marks; what says nothing loses its own."""

from __future__ import annotations

import dataclasses

import pytest

from grader.judge.grading import Judge
from grader.tests import mixing
from grader.tests.course import select

ALONE = "worked_alone = true"
COMPLETE = {"sources": 'sources = ["none"]', "collaborators": ALONE, "hours": "hours = 3"}


def score(judge: Judge, **lines: str) -> float:
    """What Q5 gives a form with these lines in place of the complete ones."""
    text = "\n".join((COMPLETE | lines).values())
    files = dict(mixing.solutions().files) | {"process.toml": text}
    return judge.grade(dataclasses.replace(mixing.solutions(), files=files), select("q5")).total


@pytest.mark.parametrize(
    "collaborators",
    [
        ALONE,
        f"collaborators = []\n{ALONE}",
        f'collaborators = ""\n{ALONE}',
        'collaborators = [{ name = "Ada Lovelace", student_id = "3031815" }]',
        'collaborators = [{ name = "Ada Lovelace", student_id = 3031815 }]',
        'collaborators = [{ name = "homework party, Thursday" }]',
        'collaborators = ["homework party on Tuesday", "Ada Lovelace (3031815)"]',
        'collaborators = "homework party on Tuesday"',
        '[[collaborators]]\nname = "Ada"\nstudent_id = "1"\n[[collaborators]]\nname = "the forum"',
    ],
)
def test_people_and_groups_may_be_named_in_any_of_the_ways_that_the_form_shows(
    judge: Judge, collaborators: str
) -> None:
    assert score(judge, collaborators="", hours=f"hours = 3\n{collaborators}") == 5


@pytest.mark.parametrize("sources", ["sources = []", 'sources = ["a book", "a page"]'])
def test_no_sources_are_an_answer_like_any(judge: Judge, sources: str) -> None:
    assert score(judge, sources=sources) == 5


@pytest.mark.parametrize(
    "line",
    [
        {"sources": ""},
        {"sources": "sources = false"},
        {"sources": 'sources = [" "]'},
        {"sources": "sources = [3]"},
        {"collaborators": ""},
        {"collaborators": "collaborators = []"},
        {"collaborators": "collaborators = 3"},
        {"collaborators": 'collaborators = [" "]'},
        {"collaborators": 'collaborators = [{ name = "" }]'},
        {"collaborators": 'collaborators = [{ student_id = "3031815" }]'},
        {"collaborators": 'collaborators = [{ name = "Ada", student_id = " " }]'},
        {"collaborators": 'collaborators = [{ name = "Ada", student_id = true }]'},
    ],
    ids=str,
)
def test_a_line_that_says_nothing_loses_its_own_points_alone(
    judge: Judge, line: dict[str, str]
) -> None:
    assert score(judge, **line) == 3
