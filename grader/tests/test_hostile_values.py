"""Every value that may cross the wire, through every renderer: a report, and a small one."""

from __future__ import annotations

import html
import io
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from rich.console import Console

from grader.display.side_by_side import side_by_side
from grader.display.snippet import as_code
from grader.gradescope import results
from grader.judge.verdicts import bounded
from grader.model import Call, CheckResult, Drawing, Failure, PartResult, Report, Status
from grader.report.html import as_html
from grader.report.pictures import picture
from grader.report.terminal import show
from grader.report.words import NOT_SHOWN
from grader.rules.policies import Visibility
from grader.rules.settlement import Settlement
from grader.worker.wire import Handle, Seed, Tensor

ODD_NUMBERS = [0.0, -0.0, 5e-324, 1e-300, 1e17, 1e300, np.inf, -np.inf, np.nan, 0.1]
SHAPES = [(), (0,), (1,), (3,), (60,), (2, 3), (0, 4), (12, 70), (1,) * 8, (1000, 1000), (10**6,)]
DTYPES = ["f8", "f4", "f2", "i8", "i1", "u8", "?"]
MOST_CHARACTERS = 200_000


@st.composite
def arrays(draw: st.DrawFn) -> np.ndarray:
    """Equal, nearly equal, alternating entries of every size, type and shape."""
    shape, dtype = draw(st.sampled_from(SHAPES)), draw(st.sampled_from(DTYPES))
    one, two = draw(st.sampled_from(ODD_NUMBERS)), draw(st.sampled_from(ODD_NUMBERS))
    with np.errstate(all="ignore"):
        filled = np.full(shape, one)
        filled.reshape(-1)[::2] = draw(st.sampled_from([one, two, np.nextafter(one, np.inf)]))
        return filled.astype(dtype)


PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**64 - 1),
    st.sampled_from(ODD_NUMBERS),
    st.text(max_size=50),
    st.sampled_from(["\x1b[2J", "\u202e", "<script>", "`" * 9, "|", "\0", "x" * 5000]),
    st.just(Handle("object", 3)),
    st.just(Seed("numpy", 1)),
    arrays(),
    arrays().filter(lambda array: array.dtype.kind == "f").map(Tensor),
)
VALUES = st.recursive(
    PLAIN,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.text(max_size=9), inner, max_size=3),
        st.just([0.1] * 4000),
    ),
    max_leaves=4,
)


def report_of(failure: Failure, drawing: Drawing | None = None) -> Report:
    """A report with one failed check."""
    check = CheckResult("tests/a.py::test_b", "It is.", Status.FAILED, 1.0, False, failure, 0.0,
                        "module", "part.1")  # fmt: skip
    part = PartResult("part", "Part", 0.0, 1.0, (check,), drawing, "Q")
    return Report("submission", "0", 0.0, 1.0, (part,))


def rendered(report: Report) -> list[str]:
    """What every renderer makes of a report."""
    console = Console(file=io.StringIO(), record=True, width=80)
    show(report, console)
    finished = results.finished(report, Settlement(0.0), Visibility())
    return [as_html(report), console.export_text(), str(finished)]


@settings(max_examples=15, phases=[Phase.generate])
@given(got=VALUES, expected=PLAIN, worst=st.sampled_from([None, (), (0,), (2,), (0, 0), (99, 99)]))
def test_every_value_is_rendered(got: Any, expected: Any, worst: tuple[int, ...] | None) -> None:
    call = Call("f", (got, [got]), {"config": {"m": got}}, [got, expected])
    failure = bounded(Failure("it differs", (call, call), 1.0, got, worst))
    report = report_of(replace(failure, expected=expected))
    with np.errstate(all="ignore"):
        pages = rendered(report)
    assert all(pages)
    assert not any(NOT_SHOWN in html.unescape(page) for page in pages)
    assert max(map(len, pages)) < MOST_CHARACTERS
    assert all(side is None or side for side in side_by_side(expected, got, worst))
    assert as_code(got)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_arrays_of_every_shape_and_type_are_shown(shape: tuple[int, ...], dtype: str) -> None:
    array = np.ones(shape, dtype)
    for worst in (None, (), (0,), (0, 0)):
        assert all(side_by_side(array, array, worst))
    assert as_code(array)


@pytest.mark.filterwarnings("ignore:.*:RuntimeWarning", "ignore:.*:UserWarning")
@pytest.mark.parametrize("kind", ["curves", "path", "histogram"])
@pytest.mark.parametrize("value", ODD_NUMBERS)
@pytest.mark.parametrize("shape", [(0,), (3,), (3, 2), (100, 60)])
def test_every_value_is_drawn_or_said_not_to_be(
    kind: Any, value: float, shape: tuple[int, ...]
) -> None:
    expected = np.array(0.1) if kind == "histogram" else np.ones((3, 2))
    drawing = Drawing(
        kind, "an example", expected, np.full(shape, value), ("a", "b"),
        np.arange(3.0) if kind == "curves" else np.eye(2), np.ones(2),
    )  # fmt: skip
    shown = picture(drawing)
    assert shown.caption
    assert bool(shown.uri) == bool(shown.alt)
    assert as_html(report_of(Failure("it differs"), drawing))
