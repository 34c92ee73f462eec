"""Pictures show what a submission returned; where there is nothing to see there is none."""

from __future__ import annotations

import base64
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from grader.calls.budget import Budget
from grader.calls.servers import Servers
from grader.judge.demonstration import demonstrate
from grader.judge.grading import Judge
from grader.model import Drawing
from grader.report.html import as_html
from grader.report.pictures import picture
from grader.submission import Submission
from grader.tests.course import HOMEWORK, ROOT, open_session, parts, recording, select
from grader.tests.mixing import replace, solutions
from tests.oracles.update_rules import UPDATE_RULES
from tests.pictures import DEMONSTRATIONS

UPHILL = """
def sgd(w, dw, config=None):
    config = {} if config is None else config
    return w + config.get("learning_rate", 1e-2) * dw, config
"""
BROKEN = (
    "def sgd(w, dw, config=None):\n    raise RuntimeError('no picture')",
    "def sgd(w, dw, config=None):\n    return w * float('nan'), config",
    "def sgd(w, dw, config=None):\n    return 'a picture'",
)


def drawing_of(part: str, submission: Submission, servers: Servers) -> Drawing | None:
    """What the part's example looks like for a submission."""
    module = HOMEWORK.file(HOMEWORK.part(part).file).module
    session = open_session(submission, servers, module, Budget(call=3.0))
    try:
        return demonstrate(recording(), part, session, [])
    finally:
        session.close()


@pytest.mark.parametrize("part", DEMONSTRATIONS)
def test_the_solutions_look_as_expected(part: str, servers: Servers) -> None:
    assert part in {part.name for part in parts()}
    assert drawing_of(part, solutions(), servers) is None


@pytest.mark.parametrize("source", BROKEN)
def test_what_cannot_be_drawn_is_not_drawn(source: str, servers: Servers) -> None:
    assert drawing_of("q4b_sgd", replace(source, "sgd", "optimizers"), servers) is None


def test_the_path_is_the_one_that_the_submission_took(servers: Servers) -> None:
    drawing = drawing_of("q4b_sgd", replace(UPHILL, "sgd", "optimizers"), servers)
    assert drawing is not None
    gradient = -2 * drawing.x.T @ drawing.y
    first, _ = UPDATE_RULES["sgd"](np.zeros(2), gradient, {"learning_rate": 0.15})
    np.testing.assert_allclose(drawing.expected[1], first)
    np.testing.assert_allclose(drawing.got[1], -first)


def test_a_report_shows_a_picture_where_a_public_check_failed(explaining_judge: Judge) -> None:
    report = explaining_judge.grade(replace(UPHILL, "sgd", "optimizers"), select("q4b_sgd"))
    drawing = report.parts[0].drawing
    assert drawing is not None
    page = as_html(report)
    assert picture(drawing).uri in page
    assert "They are farthest apart at step" in page


@pytest.mark.parametrize(
    "drawing",
    [
        Drawing("path", "a path", np.outer(np.arange(3.0), np.ones(2)), np.full((3, 2), 1e300),
                ("a", "b"), np.eye(2), np.ones(2)),
        Drawing("curves", "a flat line", np.ones(4), np.full(4, 1e200), ("a", "b"), np.arange(4.0)),
        Drawing("curves", "curves", np.ones((4, 6)), np.eye(4, 6), ("a", "b"), np.arange(4.0)),
        Drawing("histogram", "constant weights", np.array(0.1), np.zeros((4, 5)), ("a", "b")),
        Drawing("histogram", "equal and huge", np.array(0.1), np.full((4, 5), 1e17), ("a", "b")),
    ],
    ids=lambda drawing: drawing.caption,
)  # fmt: skip
def test_every_kind_of_drawing_becomes_an_image_with_words(drawing: Drawing) -> None:
    shown = picture(drawing)
    kind, _, data = shown.uri.partition(",")
    assert kind == "data:image/svg+xml;base64"
    svg = base64.b64decode(data)
    assert ElementTree.fromstring(svg).tag.endswith("svg")
    assert len(svg) < 60_000
    assert drawing.caption in shown.alt
    assert drawing.caption in shown.caption
    assert shown == picture(drawing), "the same drawing gives the same bytes"


def test_a_report_without_pictures_does_not_load_matplotlib() -> None:
    code = (
        "import sys, grader.report.terminal, grader.report.html; print('matplotlib' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
