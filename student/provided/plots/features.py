"""The pictures of Q3: a fit with its elbows, features as functions of x, singular values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.lib.stride_tricks import sliding_window_view

from student.provided.plots.style import (
    BLACK,
    BLUE,
    GREY,
    VERMILION,
    finish,
    line_style,
    new_axes,
    new_panels,
    shades,
)

# What is drawn of principal features, whose sizes differ by orders of magnitude.
SCALED = "principal features, each scaled to a\nlargest size of 1 on the training points"
# How many differences to each side say what is usual near a jump.
BESIDE = 5


def fit(
    x_train: np.ndarray,
    y_train: np.ndarray,
    x: np.ndarray,
    prediction: np.ndarray,
    elbows: np.ndarray,
    target: np.ndarray,
    title: str = "",
    ax: Axes | None = None,
) -> Axes:
    """A network's output over its training points, with a mark for each elbow in view.

    Elbows at the same place, to a hundredth of the picture's width, are stacked.

    x_train, y_train: shape (n,). x, prediction: shape (m,). elbows: where hidden units bend, shape
    (width,). target: what is to be learned, without noise, at x; drawn where there are points.
    """
    ax = new_axes(ax)
    inside = (x >= x_train.min()) & (x <= x_train.max())
    ax.plot(
        x[inside],
        target[inside],
        color=BLACK,
        linewidth=0.8,
        zorder=3,
        label="target without noise",
    )
    ax.plot(x_train, y_train, ".", color="0.6", label="training points")
    ax.plot(x, prediction, color=BLUE, linewidth=2, label="network")
    seen = np.sort(elbows[(elbows >= x[0]) & (elbows <= x[-1])])
    ax.plot(
        seen, 0.03 + 0.04 * _heights(seen, (x[-1] - x[0]) / 100), "^", color=VERMILION,
        markersize=4, transform=ax.get_xaxis_transform(),
        label=f"elbows ({len(seen)} of {len(elbows)} in view)",
    )  # fmt: skip
    ax.set_xlim(x[0], x[-1])
    spread = float(np.ptp(y_train))
    ax.set_ylim(y_train.min() - 0.35 * spread, y_train.max() + 0.25 * spread)
    return finish(ax, "$x$", "$y$", title, legend="right")


def _heights(places: np.ndarray, width: float) -> np.ndarray:
    """How many of the sorted places before each one are within the width of it."""
    return np.arange(len(places)) - np.searchsorted(places, places - width)


def feature_curves(
    x: np.ndarray, features: np.ndarray, name: str, title: str = "", ax: Axes | None = None
) -> Axes:
    """Features as functions of x, one curve for each parameter, coloured in their order. A jump
    is a gap.

    x: shape (m,). features: shape (m, k). name: what the features are derivatives for, such as
    "$w_i^{(1)}$".
    """
    ax = new_axes(ax)
    for curve, colour in zip(features.T, shades(features.shape[1]), strict=True):
        ax.plot(*with_gaps(x, curve), color=colour, linewidth=1.1)
    ax.axhline(0, color=GREY, linewidth=0.6)
    ax.set_xlim(x[0], x[-1])
    return finish(ax, "$x$", f"$∂y/∂$ {name}", title)


def with_gaps(x: np.ndarray, curve: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A curve that is linear but for bends and jumps, with NaN in the middle of each jump.

    A jump is a difference between neighbours of more than thrice the usual ones to its left and to
    its right, and of more than a thousandth of the curve's range. The usual one is the median of
    `BESIDE`, so that jumps close to each other are all found.
    """
    size = np.abs(np.diff(curve))
    padded = np.pad(size, BESIDE, mode="edge")
    usual = np.median(sliding_window_view(padded, BESIDE), axis=1)
    beside = np.maximum(usual[: len(size)], usual[BESIDE + 1 :])
    jumps = np.flatnonzero(size > 3 * beside + np.ptp(curve) / 1000) + 1
    return np.insert(x, jumps, x[jumps]), np.insert(curve, jumps, np.nan)


def singular_values(
    values: Mapping[str, np.ndarray], ax: Axes | None = None, title: str = ""
) -> Axes:
    """Singular values of feature matrices on a logarithmic axis, one line for each network.

    values: label → singular values, descending, shape (r,). Those at rounding level are left out.
    """
    ax = new_axes(ax)
    for index, (label, spectrum) in enumerate(values.items()):
        kept = spectrum[spectrum > spectrum[0] * len(spectrum) * np.finfo(spectrum.dtype).eps]
        rank = np.arange(1, len(kept) + 1)
        ax.plot(rank, kept, label=label, marker="o", markersize=3, **line_style(index))
    ax.set_yscale("log")
    return finish(ax, "index $k$", "singular value", title, legend="right")


def principal_features(
    x: np.ndarray,
    values: Mapping[str, np.ndarray],
    x_train: np.ndarray,
    num_features: int = 6,
) -> np.ndarray:
    """The first principal features as functions of x; grey where training points are.

    x: shape (m,). values: label → principal features, shape (m, r). Each is scaled to a largest
    value of 1 where there are training points, which the picture says, and, as its sign is free,
    drawn with the sign that agrees with the first label's. Returns the panels, shape (rows, 3).
    """
    inside = (x >= x_train.min()) & (x <= x_train.max())
    rows = -(-num_features // 3)
    panels = new_panels(rows, 3, row_height=2.2, sharex=True)
    for k, ax in enumerate(panels.flat):
        if k >= num_features:
            ax.set_axis_off()
            continue
        ax.axvspan(x_train.min(), x_train.max(), color="0.95", linewidth=0)
        reference = _upright(next(iter(values.values()))[:, k], inside)
        for index, (label, functions) in enumerate(values.items()):
            curve = _aligned(functions[:, k], reference, inside)
            ax.plot(*with_gaps(x, curve), label=label, **line_style(index))
        ax.set_ylim(-1.8, 1.8)
        ax.set_xlim(x[0], x[-1])
        finish(ax, "$x$" if k >= num_features - 3 else "", title=f"$k = {k + 1}$")
    panels.flat[0].figure.supylabel(SCALED, fontsize=9)
    if len(values) > 1:
        handles, labels = panels.flat[0].get_legend_handles_labels()
        panels.flat[0].figure.legend(
            handles, labels, loc="outside lower center", ncols=4, frameon=False, fontsize=9
        )
    return panels


def _upright(curve: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """The curve with the sign that makes its mean positive inside."""
    return curve if curve[inside].sum() >= 0 else -curve


def _aligned(curve: np.ndarray, reference: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """The curve with largest size 1 inside and the sign that agrees with the reference there."""
    sign = 1.0 if curve[inside] @ reference[inside] >= 0 else -1.0
    return np.asarray(sign * curve / np.abs(curve[inside]).max())


def random_starts(
    x: np.ndarray,
    starts: Mapping[str, tuple[np.ndarray, np.ndarray]],
    num_features: int = 4,
    title: str = "",
) -> np.ndarray:
    """Individual features over principal features, one column of panels for each random start.

    starts: label → (individual features, principal features), each of shape (m, at least
    num_features). Curves with the same colour belong to the same index; principal features are
    scaled to a largest size of 1. Returns the panels, shape (2, number of starts).
    """
    panels = new_panels(2, len(starts), row_height=2.3, sharex=True, sharey="row")
    everywhere = np.ones_like(x, dtype=bool)
    first = next(iter(starts.values()))[1]
    reference = np.stack([_upright(curve, everywhere) for curve in first.T], axis=1)
    for column, (label, (individual, principal)) in enumerate(starts.items()):
        for k in range(num_features):
            panels[0, column].plot(*with_gaps(x, individual[:, k]), **line_style(k))
            curve = _aligned(principal[:, k], reference[:, k], everywhere)
            panels[1, column].plot(*with_gaps(x, curve), label=f"$k = {k + 1}$", **line_style(k))
        panels[1, column].locator_params(axis="x", nbins=3)
        finish(panels[0, column], "", "individual features" if column == 0 else "", label)
        finish(panels[1, column], "$x$", "principal features,\nlargest is 1" if column == 0 else "")
    panels[0, 0].figure.suptitle(title, fontsize=11)
    handles, labels = panels[1, 0].get_legend_handles_labels()
    panels[0, 0].figure.legend(
        handles, labels, loc="outside lower center", ncols=num_features, frameon=False, fontsize=9
    )
    return panels


def overlaps(
    widths: Sequence[int], values: Mapping[str, np.ndarray], ax: Axes | None = None
) -> Axes:
    """How far pairs of networks agree, 0 to 1, against their width: a dot for each pair, and a line
    through the means.

    widths: increasing. values: label → overlaps, shape (number of widths, number of pairs).
    """
    ax = new_axes(ax)
    for index, (label, pairs) in enumerate(values.items()):
        style = line_style(index)
        ax.plot(widths, pairs.mean(axis=1), label=label, **style)
        ax.plot(widths, pairs, ".", color=style["color"])
    ax.set_xscale("log")
    ax.set_xticks(widths, [str(width) for width in widths])
    ax.minorticks_off()
    ax.set_ylim(0, 1.03)
    return finish(ax, "width", "overlap of two random starts", legend="right")
