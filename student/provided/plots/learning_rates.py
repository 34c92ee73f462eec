"""The pictures of Q1: iterates over time, convergence factors, and the way down a quadratic."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes

from student.provided.plots.style import BLACK, GREY, VERMILION, finish, line_style, new_axes


def trajectories(
    iterates: Mapping[str, np.ndarray], solution: float, ax: Axes | None = None
) -> Axes:
    """One coordinate of the iterates against the step, one line for each learning rate.

    iterates: label → w_0 … w_T, shape (T + 1,); diverging ones leave the picture.
    solution: where they should go, y/σ.
    """
    ax = new_axes(ax)
    for index, (label, values) in enumerate(iterates.items()):
        ax.plot(values, label=label, marker="o", markersize=3, **line_style(index))
    ax.axhline(solution, color=GREY, linewidth=1, label="solution", zorder=0)
    reach = 2.2 * abs(solution)
    ax.set_ylim(solution - reach, solution + reach)
    return finish(ax, "step $t$", "iterate $w_t$", legend="right")


def convergence_factors(
    learning_rates: np.ndarray,
    factors: np.ndarray,
    sigma: np.ndarray,
    best: float,
    ax: Axes | None = None,
) -> Axes:
    """The factors against η for each σ, the worst of them, and the rate where that is smallest.

    learning_rates: shape (m,). factors: shape (m, k). sigma: shape (k,). best: the learning rate to
    mark.
    """
    ax = new_axes(ax)
    for index, one_sigma in enumerate(sigma):
        ax.plot(learning_rates, factors[:, index], label=f"σ = {one_sigma:g}", **line_style(index))
    worst = factors.max(axis=1)
    ax.plot(learning_rates, worst, color=BLACK, linewidth=5, alpha=0.18, label="worst factor")
    at_best = float(np.interp(best, learning_rates, worst))
    ax.plot(
        best, at_best, "*", color=BLACK, markersize=12, label=f"best rate, η = {best:.3g}", zorder=3
    )
    top = 1.5
    ax.axhspan(1, top, color=VERMILION, alpha=0.1, linewidth=0)
    ax.text(0.02, 0.96, "unstable", transform=ax.transAxes, va="top", color=VERMILION)
    ax.set_xlim(learning_rates[0], learning_rates[-1])
    ax.set_ylim(0, top)
    return finish(ax, "learning rate $η$", "factor of the error in one step", legend="right")


def quadratic_descent(
    X: np.ndarray,
    y: np.ndarray,
    iterates: Mapping[str, np.ndarray],
    axis_names: tuple[str, str] = ("$w[1]$", "$w[2]$"),
    ax: Axes | None = None,
    title: str = "",
) -> Axes:
    """Iterates over the contours of ‖Xw − y‖² in the plane. For Q1's Σ(y − σw)², give X = diag(σ).

    X: shape (n, 2). y: shape (n,). iterates: label → w_0 … w_T, shape (T + 1, 2).
    """
    ax = new_axes(ax, height=4.6)
    solution = np.linalg.lstsq(X, y, rcond=None)[0]
    start = next(iter(iterates.values()))[0]
    # A stable iterate is never farther from the solution than the start, so the box holds it.
    half = 1.08 * np.linalg.norm(start - solution)
    first, second = (np.linspace(solution[i] - half, solution[i] + half, 160) for i in (0, 1))
    grid = np.stack(np.meshgrid(first, second), axis=-1)
    loss = np.sum((grid @ X.T - y) ** 2, axis=-1)
    excess = loss - np.sum((X @ solution - y) ** 2)
    ax.contour(
        first, second, excess, levels=excess.max() * 0.5 ** np.arange(9)[::-1],
        colors="0.78", linewidths=0.8,
    )  # fmt: skip
    for index, (label, path) in enumerate(iterates.items()):
        ax.plot(*path.T, label=label, marker="o", markersize=3, **line_style(index))
    ax.plot(*solution, "*", color=BLACK, markersize=12, label="solution", linestyle="none")
    ax.set_xlim(first[0], first[-1])
    ax.set_ylim(second[0], second[-1])
    ax.set_aspect("equal")
    return finish(ax, *axis_names, title=title, legend="right")
