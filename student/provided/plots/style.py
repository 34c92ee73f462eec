"""How every picture looks: one palette, one size, labelled axes, legends beside the data.

Colours are those of Okabe and Ito ("Color Universal Design", 2008), which readers with any kind of
colour blindness can tell apart. Lines differ by dash as well, so that a print in grey still reads.
"""

from __future__ import annotations

from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY, BLACK = PALETTE = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#CC79A7",
    "#E69F00",
    "#56B4E9",
    "#000000",
)
DASHES = ("-", "--", "-.", (0, (1, 1)), (0, (5, 1, 1, 1, 1, 1)), (0, (8, 2)))
GREY = "#767676"
# Inches: the width of a notebook's output area, and the height of one row of panels.
WIDTH, HEIGHT = 8.0, 3.8


def new_axes(ax: Axes | None = None, height: float = HEIGHT, width: float = WIDTH) -> Axes:
    """The axes to draw on: those given, or new ones at notebook width."""
    return ax if ax is not None else plt.subplots(figsize=(width, height), layout="constrained")[1]


def new_panels(rows: int, columns: int, row_height: float = HEIGHT, **shared: Any) -> np.ndarray:
    """A grid of axes at notebook width, shape (rows, columns); `shared` goes to `plt.subplots`."""
    panels: np.ndarray
    _, panels = plt.subplots(
        rows,
        columns,
        figsize=(WIDTH, row_height * rows),
        layout="constrained",
        squeeze=False,
        **shared,
    )
    return panels


def line_style(index: int) -> dict[str, Any]:
    """Colour and dash of the line with this number in its picture."""
    return {"color": PALETTE[index % len(PALETTE)], "linestyle": DASHES[index % len(DASHES)]}


def shades(count: int) -> np.ndarray:
    """Colours for a family of lines that has an order, dark to light, shape (count, 4)."""
    return plt.get_cmap("viridis")(np.linspace(0, 0.9, count))


def finish(ax: Axes, xlabel: str = "", ylabel: str = "", title: str = "", legend: str = "") -> Axes:
    """Label the axes and draw the legend, which stands where it can't cover data.

    legend: "" for none, "right" for beside the axes, "below" for under them.
    """
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    if title:
        ax.set_title(title, fontsize=11, loc="left")
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(color="0.92", linewidth=0.8)
    ax.set_axisbelow(True)
    if legend == "right":
        ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1.02), frameon=False, fontsize=9)
    elif legend == "below":
        columns = min(4, len(ax.get_legend_handles_labels()[1]))
        ax.legend(
            loc="upper center",
            bbox_to_anchor=(0.5, -0.2),
            frameon=False,
            fontsize=9,
            ncols=columns,
        )
    return ax
