"""Pictures where looking beats reading: what a submission returned, over what was expected.

Drawn with matplotlib's objects and without pyplot's state, in colours that readers with
any kind of colour blindness can tell apart (Okabe and Ito, "Color Universal Design", 2008). Nothing
else imports matplotlib, so that a report without pictures is quick.
"""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from grader.display.snippet import number
from grader.model import Drawing

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SIZE = {"path": (6.2, 3.9), "histogram": (6.2, 2.9), "curves": (6.2, 2.9)}
# How far a line may leave the picture, in heights of the expected one.
_REACH = 1.5
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7")
_MAX_CURVES = len(_COLOURS)


class Picture(NamedTuple):
    """An image as a data URI ("" for none), the line under it, what it shows for those who don't
    see it."""

    uri: str
    caption: str
    alt: str


def picture(drawing: Drawing) -> Picture:
    """The picture of a drawing as SVG; where it can't be drawn, words that say so."""
    try:
        return _drawn(drawing)
    except Exception:  # no value of a submission's may cost it its report
        return Picture("", f"{drawing.caption}: can't be drawn", "")


def _drawn(drawing: Drawing) -> Picture:
    import matplotlib as mpl
    from matplotlib.figure import Figure

    # The same bytes each time, and text that stays text.
    with mpl.rc_context({"svg.hashsalt": "grader", "svg.fonttype": "none"}):
        figure = Figure(figsize=_SIZE[drawing.kind], layout="constrained")
        _DRAW[drawing.kind](drawing, figure.subplots())
        svg = io.BytesIO()
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    uri = f"data:image/svg+xml;base64,{base64.b64encode(svg.getvalue()).decode()}"
    return Picture(uri, f"Yours over the expected: {drawing.caption}", _alt(drawing))


def _alt(drawing: Drawing) -> str:
    if drawing.kind == "histogram":
        measured, right = number(float(np.std(drawing.got)), 3), number(float(drawing.expected), 3)
        return (
            f"Histogram of {drawing.caption}. Your values have standard deviation {measured}, "
            f"the density has {right}."
        )
    gaps = np.abs(drawing.got - drawing.expected).reshape(len(drawing.got), -1).max(axis=1)
    step = int(np.argmax(gaps))
    where = f"step {step}"
    if drawing.kind == "curves":
        where = f"{drawing.axes[0]} = {drawing.x[step]:.3g}"
    yours, right = (_values(side[step]) for side in (drawing.got, drawing.expected))
    return (
        f"Two lines: {drawing.caption}. They are farthest apart at {where}, "
        f"where yours is {yours} and {right} was expected."
    )


def _values(entry: np.ndarray) -> str:
    return ", ".join(number(float(value), 3) for value in np.ravel(entry)[:_MAX_CURVES])


def _draw_path(drawing: Drawing, ax: Axes) -> None:
    expected, got = drawing.expected, drawing.got
    minimum = np.linalg.lstsq(drawing.x, drawing.y)[0]
    half = _REACH * np.abs(expected - minimum).max()
    first, second = (np.linspace(center - half, center + half, 60) for center in minimum)
    grid = np.stack(np.meshgrid(first, second), axis=-1)
    loss = np.sum((grid @ drawing.x.T - drawing.y) ** 2, axis=-1)
    levels = loss.max() * 0.5 ** np.arange(9)[::-1]
    ax.contour(first, second, loss, levels=levels, colors="0.8", linewidths=0.8)
    # Renderers stumble over huge numbers; far outside is outside.
    seen = np.clip(got, minimum - 100 * half, minimum + 100 * half)
    lines = (("expected", expected, "-"), ("yours", seen, "--"))
    for colour, (label, path, dash) in zip(_COLOURS, lines, strict=False):
        ax.plot(*path.T, label=label, marker="o", markersize=3, color=colour, linestyle=dash)
    ax.plot(*minimum, "*", color="black", markersize=12, label="minimum", linestyle="none")
    ax.set_xlim(first[0], first[-1])
    ax.set_ylim(second[0], second[-1])
    ax.set_aspect("equal")
    _finish(ax, drawing)


def _draw_histogram(drawing: Drawing, ax: Axes) -> None:
    std = float(drawing.expected)
    peak = 1 / (std * np.sqrt(2 * np.pi))
    grid = np.linspace(-4 * std, 4 * std, 200)
    density = peak * np.exp(-0.5 * (grid / std) ** 2)
    # Bins of their own width, whatever was drawn; what lies outside counts in the density.
    values, edges = np.ravel(drawing.got), np.linspace(-4 * std, 4 * std, 61)
    share = np.full(values.size, 1 / (max(values.size, 1) * (edges[1] - edges[0])))
    ax.hist(values, bins=edges.tolist(), weights=share, color="#56B4E9", label="yours")
    ax.plot(grid, density, color="black", label=f"normal, std {std:.3g}")
    ax.set_xlim(grid[0], grid[-1])
    ax.set_ylim(0, min(ax.get_ylim()[1], 2.2 * peak))
    _finish(ax, drawing)


def _draw_curves(drawing: Drawing, ax: Axes) -> None:
    expected, got = (side.reshape(len(side), -1) for side in (drawing.expected, drawing.got))
    low, high = float(expected.min()), float(expected.max())
    # A flat line has no height of its own.
    margin = _REACH * (high - low if high > low else max(abs(high), 1.0) / 2)
    inside = np.clip(got, low - margin, high + margin)
    far = np.clip(got, low - 100 * margin, high + 100 * margin)
    farthest = np.argsort(-np.abs(got - expected).max(axis=0), kind="stable")
    for colour, curve in zip(_COLOURS, np.sort(farthest[:_MAX_CURVES]), strict=False):
        first = colour == _COLOURS[0]
        ax.plot(
            drawing.x, expected[:, curve], color=colour, linewidth=5, alpha=0.3,
            label="expected" if first else None,
        )  # fmt: skip
        ax.plot(
            drawing.x, far[:, curve], color=colour, linestyle="--", marker="o", markersize=2.5,
            linewidth=1.2, label="yours" if first else None,
        )  # fmt: skip
    bottom, top = min(low, inside.min()), max(high, inside.max())
    ax.set_ylim(bottom - 0.06 * (top - bottom), top + 0.06 * (top - bottom))
    _finish(ax, drawing)


def _finish(ax: Axes, drawing: Drawing) -> None:
    """Label the axes, and put the legend where it can't cover data."""
    ax.set_xlabel(drawing.axes[0])
    ax.set_ylabel(drawing.axes[1])
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(color="0.92", linewidth=0.8)
    ax.set_axisbelow(True)
    ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1.02), frameon=False, fontsize=9)


_DRAW = {"path": _draw_path, "histogram": _draw_histogram, "curves": _draw_curves}
