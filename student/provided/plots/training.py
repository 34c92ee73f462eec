"""The pictures of Q4: training histories, weights, and what batches and momentum do to a step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

from student.provided.plots.style import (
    BLACK,
    BLUE,
    GREY,
    SKY,
    VERMILION,
    finish,
    line_style,
    new_axes,
    new_panels,
)

# How many values a drawn loss averages: single batches are too noisy to compare by eye.
SMOOTHING = 10
# A line through so few values would not be seen.
SHORT = 10


def losses(
    histories: Mapping[str, np.ndarray],
    smoothing: int = SMOOTHING,
    unit: str = "nats",
    ax: Axes | None = None,
) -> Axes:
    """Training loss against the step, as the mean over the last `smoothing` steps.

    histories: label → loss of each step's batch, before the step, shape (T,). One that ends in a
    loss that isn't finite is said to diverge, and ends in a cross.
    """
    ax = new_axes(ax)
    for index, (label, values) in enumerate(histories.items()):
        style, finite = line_style(index), np.asarray(values)[np.isfinite(values)]
        if len(finite) < len(values):
            label += f"\n(diverges in step {len(finite)})"
            ax.plot(len(finite) - 1, finite[-1], "x", color=style["color"], markersize=8)
        if len(finite) <= SHORT:
            style["marker"] = "o"
        ax.plot(running_mean(finite, smoothing), label=label, **style)
    return finish(ax, "step", f"loss ({unit}){_said(smoothing)}", legend="right")


def running_mean(values: np.ndarray, length: int) -> np.ndarray:
    """The mean of the last `length` values at each place; near the start of those there are."""
    return np.array(
        [values[max(0, end - length) : end].mean() for end in range(1, len(values) + 1)]
    )


def _said(smoothing: int) -> str:
    """What an axis says about smoothing."""
    return f"\nmean of the last {smoothing} steps" if smoothing > 1 else ""


def fit_errors(
    losses: Mapping[str, np.ndarray],
    test_errors: Mapping[str, tuple[np.ndarray, np.ndarray]],
    ax: Axes | None = None,
) -> Axes:
    """Mean squared errors against the step: on the training points (lines), and from the target
    without noise (dots).

    losses: label → error before each step, shape (T,). test_errors: label → (steps, errors).
    """
    ax = new_axes(ax)
    for index, (label, values) in enumerate(losses.items()):
        style = line_style(index)
        ax.plot(values, label=label, **style)
        ax.plot(*test_errors[label], "o", color=style["color"], markersize=4)
    ax.plot([], [], color=GREY, label="training points")
    ax.plot([], [], "o", color=GREY, markersize=4, label="target without noise")
    ax.set_yscale("log")
    return finish(ax, "step", "mean squared error", legend="right")


def accuracies(
    histories: Mapping[str, tuple[np.ndarray, np.ndarray]], ax: Axes | None = None
) -> Axes:
    """Training (line) and validation accuracy (dots) in percent against the epoch.

    histories: label → (training, validation) accuracies as fractions, each of shape (epochs + 1,).
    """
    ax = new_axes(ax)
    for index, (label, (train, validation)) in enumerate(histories.items()):
        style = line_style(index)
        ax.plot(100 * np.asarray(train), label=label, **style)
        dots = {"color": style["color"], "linestyle": "none", "marker": "o", "markersize": 3}
        ax.plot(100 * np.asarray(validation), **dots)
    ax.plot([], [], color=GREY, label="training")
    ax.plot([], [], "o", color=GREY, markersize=3, label="validation")
    ax.set_ylim(0, 103)
    return finish(ax, "epoch", "accuracy (%)", legend="right")


def best_model(history: Sequence[float], bar: float, ax: Axes | None = None) -> Axes:
    """The validation accuracy of one run in percent against the epoch, its end, and the bar.

    history: fractions, before training and after each epoch. bar: the fraction to reach at the end.
    """
    ax = new_axes(ax)
    values = 100 * np.asarray(history)
    ax.plot(values, color=BLUE, marker="o", markersize=3, label="validation")
    last = f"what counts: {values[-1]:.1f}"
    ax.plot(len(values) - 1, values[-1], "*", color=BLACK, markersize=12, label=last, zorder=3)
    ax.axhline(100 * bar, color=VERMILION, linestyle="--", label=f"bar: {100 * bar:g}")
    ax.set_ylim(0, 103)
    return finish(ax, "epoch", "accuracy (%)", legend="right")


def gradient_norms(histories: Mapping[str, np.ndarray], ax: Axes | None = None) -> Axes:
    """Mean gradient norm against the step, on a logarithmic axis (which has no place for 0).

    histories: label → mean gradient norm of each step, shape (T,).
    """
    ax = new_axes(ax)
    for index, (label, values) in enumerate(histories.items()):
        if np.all(np.asarray(values) == 0):
            label += " (exactly 0)"
        ax.plot(running_mean(np.asarray(values), SMOOTHING), label=label, **line_style(index))
    if any(np.any(np.asarray(values) > 0) for values in histories.values()):
        ax.set_yscale("log")
    return finish(ax, "step", f"mean gradient norm{_said(SMOOTHING)}", legend="right")


def matching_learning_rate(
    learning_rates: np.ndarray,
    accuracy: np.ndarray,
    momentum_accuracy: float,
    ax: Axes | None = None,
) -> Axes:
    """Training accuracy of plain SGD against its learning rate, and momentum's to meet.

    learning_rates, accuracy (fractions): shape (m,).
    """
    ax = new_axes(ax)
    ax.plot(learning_rates, 100 * accuracy, color=BLUE, marker="o", label="plain SGD")
    ax.axhline(100 * momentum_accuracy, color=VERMILION, linestyle="--", label="momentum 0.9")
    ax.set_xscale("log")
    ax.xaxis.set_major_formatter("{x:g}")
    return finish(ax, "learning rate of plain SGD", "training accuracy (%)", legend="right")


def batch_size_effect(
    batch_sizes: np.ndarray, step_lengths: np.ndarray, noise: np.ndarray, ax: Axes | None = None
) -> Axes:
    """What a larger batch changes: the mean step stays as long, its noise falls like 1/√B.

    batch_sizes, step_lengths (norm of the mean gradient), noise (root mean square deviation from
    it): shape (m,).
    """
    ax = new_axes(ax)
    ax.plot(batch_sizes, step_lengths, color=BLUE, marker="o", label="length of the mean gradient")
    ax.plot(
        batch_sizes, noise, color=VERMILION, marker="s", linestyle="--", label="noise around it"
    )
    slope = noise[0] * np.sqrt(batch_sizes[0] / batch_sizes)
    ax.plot(batch_sizes, slope, color=GREY, linewidth=1, label=r"slope of $1/\sqrt{B}$", zorder=0)
    ax.set_xscale("log", base=2)
    ax.set_yscale("log")
    ax.yaxis.set_major_formatter("{x:g}")
    ax.yaxis.set_minor_formatter("{x:g}")
    ax.set_xticks(batch_sizes, [str(size) for size in batch_sizes])
    return finish(ax, "batch size $B$", "ℓ₂ norm", legend="right")


def weight_histogram(
    weights: np.ndarray, std: float, title: str = "", ax: Axes | None = None
) -> Axes:
    """The distribution of drawn weights over the normal density with this standard deviation.

    weights: any shape. std: greater than 0.
    """
    ax = new_axes(ax)
    ax.hist(np.ravel(weights), bins=60, density=True, color=SKY, label="drawn weights")
    grid = np.linspace(-4 * std, 4 * std, 200)
    density = np.exp(-0.5 * (grid / std) ** 2) / (std * np.sqrt(2 * np.pi))
    ax.plot(grid, density, color=BLACK, label=f"normal, std {std:.3g}")
    ax.set_xlim(-4 * std, 4 * std)
    return finish(ax, "weight", "density", title, legend="right")


def gradient_norms_by_layer(norms: Mapping[str, np.ndarray], ax: Axes | None = None) -> Axes:
    """The norm of each layer's weight gradient, on a logarithmic axis; zeros are only counted.

    norms: label → norms of ∂L/∂W_1, ∂L/∂W_2, …, shape (number of layers,).
    """
    ax = new_axes(ax)
    for index, (label, values) in enumerate(norms.items()):
        layers = np.arange(1, len(values) + 1)
        some = values > 0
        if not some.all():
            label += f" (0 in {len(values) - some.sum()} layers)"
        ax.plot(layers[some], values[some], marker="o", label=label, **line_style(index))
    ax.set_yscale("log")
    ax.set_xticks(layers)
    return finish(ax, "layer $l$", "norm of $∂L/∂W_l$", legend="right")


def images(pixels: np.ndarray, classes: np.ndarray) -> np.ndarray:
    """Square grey images with their classes, ten in a row.

    pixels: shape (n, side²). classes: shape (n,). Returns the panels, shape (rows, 10).
    """
    side = int(np.sqrt(pixels.shape[1]))
    panels = new_panels(-(-len(pixels) // 10), 10, row_height=1.0)
    for ax in panels.flat:
        ax.set_axis_off()
    for ax, image, label in zip(panels.flat, pixels, classes, strict=False):
        ax.imshow(image.reshape(side, side), cmap="Greys")
        ax.set_title(str(label), fontsize=9)
    return panels
