"""The pictures of Q2: iterates in the plane, distances by step, and how many steps it takes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle
from matplotlib.ticker import MaxNLocator

from student.provided.plots.style import BLACK, BLUE, GREY, VERMILION, finish, line_style, new_axes


def iterates_in_plane(
    iterates: np.ndarray, b: np.ndarray, title: str = "", ax: Axes | None = None
) -> Axes:
    """The path x_0 … x_T over circles of equal distance to b, numbered while there is room.

    iterates: shape (T + 1, 2). b: shape (2,).
    """
    ax = new_axes(ax, height=4.6, width=5.6)
    distance = float(np.linalg.norm(iterates - b, axis=1).max())
    for radius in MaxNLocator(8).tick_values(0, max(distance, 1.0))[1:]:
        ax.add_patch(Circle(tuple(b), radius, fill=False, color="0.88", linewidth=0.8))
    ax.plot(*iterates.T, color=BLUE, marker="o", markersize=5, alpha=0.85)
    ax.plot(*b, "*", color=VERMILION, markersize=14)
    ax.annotate("$b$", tuple(b), xytext=(9, -14), textcoords="offset points", color=VERMILION)
    _number(ax, iterates, spacing=0.06 * distance)
    low, high = np.minimum(iterates.min(axis=0), b), np.maximum(iterates.max(axis=0), b)
    margin = 0.12 * max(distance, 1.0)
    ax.set_xlim(low[0] - margin, high[0] + margin)
    ax.set_ylim(low[1] - margin, high[1] + margin)
    ax.set_aspect("equal")
    return finish(ax, "$x[1]$", "$x[2]$", title)


def _number(ax: Axes, iterates: np.ndarray, spacing: float) -> None:
    """Write i beside x_i, unless a number stands there already."""
    written: list[np.ndarray] = []
    for index, point in enumerate(iterates):
        if all(np.linalg.norm(point - other) >= spacing for other in written):
            written.append(point)
            ax.annotate(
                str(index), tuple(point), xytext=(-7, 6), textcoords="offset points",
                ha="right", fontsize=9, color=GREY,
            )  # fmt: skip


def distances_by_step(
    distances: Mapping[str, np.ndarray], tolerance: float, ax: Axes | None = None
) -> Axes:
    """Distance to b against the step on logarithmic axes, from step 0 at the left edge.

    distances: label → ‖x_i − b‖ for i = 0 … T, shape (T + 1,). tolerance: the distance to mark.
    """
    ax = new_axes(ax)
    for index, (label, values) in enumerate(distances.items()):
        ax.plot(np.arange(len(values)), values, label=label, linewidth=1.2, **line_style(index))
    ax.axhline(tolerance, color=GREY, linewidth=1, linestyle=":")
    ax.annotate(
        f"tolerance {tolerance:g}", (0, tolerance), xycoords=("axes fraction", "data"),
        xytext=(5, 4), textcoords="offset points", color=GREY, fontsize=9,
    )  # fmt: skip
    ax.set_xscale("symlog", linthresh=1)
    ax.xaxis.set_major_formatter("{x:g}")
    ax.set_yscale("log")
    longest = max(len(values) for values in distances.values())
    ax.set_xlim(0, longest)
    return finish(ax, "step $i$", "distance $‖x_i - b‖_2$", legend="right")


def steps_needed(
    distances: np.ndarray, exact: np.ndarray, estimate: np.ndarray, ax: Axes | None = None
) -> Axes:
    """Number of decreasing steps against the distance at the start: exact and estimated.

    All arrays have shape (m,).
    """
    ax = new_axes(ax)
    ax.plot(distances, exact, "o", color=BLUE, markersize=4, label="exact count")
    ax.plot(distances, estimate, color=VERMILION, label="estimate")
    ax.set_yscale("log")
    return finish(ax, "distance at the start $δ$", "steps", legend="right")


def estimate_ratio(
    distances: np.ndarray, exact: np.ndarray, estimate: np.ndarray, ax: Axes | None = None
) -> Axes:
    """The harmonic estimate over the exact count; 1 is a perfect estimate. Arrays of shape (m,)."""
    ax = new_axes(ax, height=3.0)
    ax.plot(distances, estimate / exact, "o", color=BLUE, markersize=4)
    ax.axhline(1, color=BLACK, linewidth=1)
    ax.set_ylim(bottom=0)
    return finish(ax, "distance at the start $δ$", "estimate / exact count")
