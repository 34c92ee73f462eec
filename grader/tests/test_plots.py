"""The pictures: they show the arrays that they are given, and say what they show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import matplotlib
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from student.provided import plots
from student.provided.plots.features import with_gaps

STEPS = np.arange(30)
DECAY = 0.9**STEPS
GRID = np.linspace(-0.2, 1.2, 50)
CURVES = np.stack([np.sin((k + 1) * GRID) for k in range(6)], axis=1)
POINTS = np.linspace(0, 1, 12)

# Each plot with arrays to draw. Two curves where a plot takes several, so that there is a legend.
DRAWN: dict[str, Callable[[], Any]] = {
    "accuracies": lambda: plots.accuracies({"a": (1 - DECAY, 0.9 - DECAY / 2)}),
    "batch_size_effect": lambda: plots.batch_size_effect(
        np.array([10, 40, 160]), np.array([3.0, 3.1, 3.0]), np.array([4.0, 2.0, 1.0])
    ),
    "best_model": lambda: plots.best_model([0.1, 0.9, 0.95], 0.94),
    "convergence_factors": lambda: plots.convergence_factors(
        np.array([0.1, 0.2, 0.3]), np.array([[0.8, 0.2], [0.6, 0.6], [0.4, 1.4]]),
        np.array([1.0, 2.0]), 0.2,
    ),
    "distances_by_step": lambda: plots.distances_by_step({"a": DECAY, "b": DECAY**2}, 0.01),
    "estimate_ratio": lambda: plots.estimate_ratio(POINTS + 1, POINTS + 2, POINTS + 3),
    "feature_curves": lambda: plots.feature_curves(GRID, CURVES, "$w_i$"),
    "fit": lambda: plots.fit(
        POINTS, POINTS**2, GRID, GRID**2, np.array([-5.0, 0.5, 0.7]), GRID**2
    ),
    "fit_errors": lambda: plots.fit_errors({"a": DECAY}, {"a": (STEPS[::10], DECAY[::10])}),
    "gradient_norms": lambda: plots.gradient_norms({"a": DECAY, "zero": 0 * DECAY}),
    "gradient_norms_by_layer": lambda: plots.gradient_norms_by_layer(
        {"a": np.array([1.0, 2.0, 3.0]), "zero": np.zeros(3)}
    ),
    "images": lambda: plots.images(np.eye(16)[:12], np.arange(12)),
    "iterates_in_plane": lambda: plots.iterates_in_plane(
        np.array([[0.0, 0.0], [3.0, 2.0], [5.0, 4.0]]), np.array([6.0, 4.5])
    ),
    "losses": lambda: plots.losses({"a": DECAY, "b": DECAY / 2}),
    "matching_learning_rate": lambda: plots.matching_learning_rate(
        np.array([0.01, 0.1]), np.array([0.5, 0.9]), 0.8
    ),
    "new_panels": lambda: plots.new_panels(2, 3),
    "overlaps": lambda: plots.overlaps([5, 20], {"a": np.array([[0.2, 0.3], [0.9, 1.0]])}),
    "principal_features": lambda: plots.principal_features(
        GRID, {"a": CURVES, "b": -2 * CURVES}, POINTS, num_features=5
    ),
    "quadratic_descent": lambda: plots.quadratic_descent(
        np.diag([2.0, 0.5]), np.ones(2), {"a": np.array([[0.0, 0.0], [0.4, 1.0]])}
    ),
    "random_starts": lambda: plots.random_starts(
        GRID, {"a": (CURVES, CURVES), "b": (CURVES, -CURVES)}
    ),
    "singular_values": lambda: plots.singular_values({"a": DECAY, "b": DECAY**2}),
    "steps_needed": lambda: plots.steps_needed(POINTS + 1, POINTS + 2, POINTS + 3),
    "trajectories": lambda: plots.trajectories({"a": 1 - DECAY, "b": 1 - (-1.1) ** STEPS}, 1.0),
    "weight_histogram": lambda: plots.weight_histogram(np.sin(STEPS), 0.7),
}  # fmt: skip
# Each panel of these is told apart by its title, or by its place.
PANELS = {"images", "new_panels", "principal_features", "random_starts"}
SINGLE = sorted(set(DRAWN) - PANELS)


@pytest.fixture(autouse=True)
def _on_paper(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No windows, no figures left over, and no picture that shows itself."""
    matplotlib.use("Agg")
    monkeypatch.setattr(plt, "show", lambda: pytest.fail("a plot called plt.show()"))
    yield
    plt.close("all")


def lines(ax: Axes) -> dict[str, np.ndarray]:
    """The points of each labelled line, shape (n, 2)."""
    return {str(line.get_label()): np.asarray(line.get_xydata()) for line in ax.lines}


def test_every_plot_is_drawn_here() -> None:
    assert set(DRAWN) == set(plots.__all__)


@pytest.mark.parametrize("name", SINGLE)
def test_a_plot_returns_axes_with_both_labels(name: str) -> None:
    ax = DRAWN[name]()

    assert isinstance(ax, Axes)
    assert ax.get_xlabel()
    assert ax.get_ylabel()


@pytest.mark.parametrize("name", SINGLE)
def test_a_legend_stands_beside_the_data(name: str) -> None:
    ax = DRAWN[name]()
    figure = ax.get_figure(root=True)
    figure.canvas.draw()
    legend = ax.get_legend()

    if legend is not None:
        assert not legend.get_window_extent().overlaps(ax.get_window_extent())
        assert legend.get_window_extent().x1 <= figure.bbox.x1


@pytest.mark.parametrize("name", sorted(PANELS))
def test_a_picture_of_many_panels_returns_them_as_a_grid(name: str) -> None:
    panels = DRAWN[name]()

    assert panels.ndim == 2
    assert all(isinstance(ax, Axes) for ax in panels.flat)


@pytest.mark.parametrize("name", ["principal_features", "random_starts"])
def test_the_legend_for_many_panels_covers_none_of_them(name: str) -> None:
    panels = DRAWN[name]()
    figure = panels.flat[0].figure
    figure.canvas.draw()
    (legend,) = figure.legends

    assert not any(
        legend.get_window_extent().overlaps(ax.get_window_extent()) for ax in panels.flat
    )


def test_plots_draw_into_the_axes_they_are_given() -> None:
    panel = plots.new_panels(1, 2)[0, 1]

    assert plots.losses({"a": DECAY}, ax=panel) is panel


def test_trajectories_show_the_iterates_and_keep_a_divergent_one_from_setting_the_range() -> None:
    ax = plots.trajectories({"near": 1 - DECAY, "far": 10.0**STEPS}, 1.0)

    assert np.array_equal(lines(ax)["near"], np.stack([STEPS, 1 - DECAY], axis=1))
    assert ax.get_ylim()[1] < 10


def test_convergence_factors_mark_the_best_rate_on_the_worst_factor() -> None:
    ax = DRAWN["convergence_factors"]()

    assert np.allclose(lines(ax)["worst factor"][:, 1], [0.8, 0.6, 1.4])
    assert np.allclose(lines(ax)["best rate, η = 0.2"], [[0.2, 0.6]])


def test_quadratic_descent_puts_the_star_on_the_least_squares_solution() -> None:
    ax = DRAWN["quadratic_descent"]()

    assert np.allclose(lines(ax)["solution"], [[0.5, 2.0]])


def test_iterates_are_numbered_only_while_there_is_room() -> None:
    crowded = np.column_stack([1 - 0.5 ** np.arange(40), np.zeros(40)])
    ax = plots.iterates_in_plane(crowded, np.array([1.0, 0.0]))
    numbers = [text.get_text() for text in ax.texts if text.get_text().isdigit()]

    assert numbers[:4] == ["0", "1", "2", "3"]
    assert len(numbers) < 8


def test_the_estimate_is_drawn_over_the_exact_count() -> None:
    ax = plots.estimate_ratio(np.array([1.0, 2.0]), np.array([2, 4]), np.array([3.0, 4.0]))

    assert np.allclose(ax.lines[0].get_ydata(), [1.5, 1.0])


def test_elbows_outside_the_picture_are_left_out() -> None:
    elbows = lines(DRAWN["fit"]())["elbows (2 of 3 in view)"]

    assert np.allclose(elbows[:, 0], [0.5, 0.7])


def test_elbows_at_the_same_place_are_stacked() -> None:
    places = np.array([0.5, 0.1, 0.5, 0.5, 0.9])
    ax = plots.fit(POINTS, POINTS**2, GRID, GRID**2, places, GRID**2)
    x, heights = lines(ax)["elbows (5 of 5 in view)"].T

    assert list(x) == [0.1, 0.5, 0.5, 0.5, 0.9]
    assert list(np.argsort(heights[1:4])) == [0, 1, 2]
    assert heights[0] == heights[1] == heights[4]


def test_singular_values_at_rounding_level_are_left_out() -> None:
    ax = plots.singular_values({"a": np.array([1.0, 0.5, 1e-17])})

    assert np.allclose(lines(ax)["a"], [[1, 1.0], [2, 0.5]])


def test_a_principal_feature_is_drawn_with_the_sign_and_scale_of_the_others() -> None:
    panels = plots.principal_features(GRID, {"a": CURVES, "b": -3 * CURVES}, POINTS)

    for ax in panels.flat:
        assert np.allclose(lines(ax)["a"], lines(ax)["b"])


def test_the_target_is_drawn_where_there_are_points_alone() -> None:
    target = lines(DRAWN["fit"]())["target without noise"]

    assert POINTS.min() <= target[:, 0].min() < target[:, 0].max() <= POINTS.max()


def test_a_jump_is_a_gap_and_a_slope_or_a_bend_is_none() -> None:
    x = np.linspace(-1, 1, 401)
    for curve in (x, 50 * np.maximum(0, x - 0.3), np.zeros_like(x), np.abs(x)):
        assert np.array_equal(with_gaps(x, curve)[1], curve)
    twice = 1 * (x > 0.3) + (x > 0.306) + (x > 0.9)
    for curve in (np.where(x > 0.3, 1, 0), np.where(x > 0.3, -2 * x, 0), twice):
        broken = with_gaps(x, curve.astype(float))[1]
        assert np.isnan(broken).sum() == np.sum(np.abs(np.diff(curve)) > 0.1)


def test_overlaps_have_a_dot_for_each_pair_and_a_line_through_the_means() -> None:
    ax = DRAWN["overlaps"]()

    assert np.allclose(lines(ax)["a"], [[5, 0.25], [20, 0.95]])
    assert sorted(y for line in ax.lines[1:] for y in np.asarray(line.get_ydata())) == [
        0.2, 0.3, 0.9, 1.0,
    ]  # fmt: skip


def test_a_loss_is_the_mean_of_the_last_steps_and_says_so() -> None:
    ax = plots.losses({"a": np.arange(20.0)}, smoothing=3)

    assert np.allclose(lines(ax)["a"][:, 1], [0, 0.5, *range(1, 19)])
    assert lines(ax)["a"][0, 0] == 0
    assert "mean of the last 3 steps" in ax.get_ylabel()
    assert "mean" not in plots.losses({"a": DECAY}, smoothing=1).get_ylabel()


def test_a_loss_that_diverges_is_said_to_and_its_last_number_is_marked() -> None:
    ax = plots.losses({"a": np.array([1.0, 3.0, 9.0, np.inf])}, smoothing=1)
    label, points = next(iter((k, v) for k, v in lines(ax).items() if k.startswith("a")))

    assert label == "a\n(diverges in step 3)"
    assert np.allclose(points[:, 1], [1, 3, 9])
    assert [2.0, 9.0] in [list(np.ravel(line.get_xydata())) for line in ax.lines]


def test_norms_that_are_zero_are_named_where_they_cant_be_drawn() -> None:
    histories = plots.gradient_norms({"zero": np.zeros(30)})
    layers = plots.gradient_norms_by_layer({"some": np.array([0.0, 1.0, 0.0]), "all": np.zeros(3)})

    assert "zero (exactly 0)" in lines(histories)
    assert {"some (0 in 2 layers)", "all (0 in 3 layers)"} <= lines(layers).keys()


def test_the_weight_histogram_and_its_density_have_area_one() -> None:
    weights = np.random.default_rng(0).standard_normal(5000)
    ax = plots.weight_histogram(weights, 1.0)
    density = lines(ax)["normal, std 1"]

    bars = [bar for bar in ax.patches if isinstance(bar, Rectangle)]

    assert sum(bar.get_width() * bar.get_height() for bar in bars) == pytest.approx(1)
    assert np.trapezoid(density[:, 1], density[:, 0]) == pytest.approx(1, abs=1e-3)


def test_images_show_their_pixels_in_rows() -> None:
    panels = plots.images(np.arange(32.0).reshape(2, 16), np.array([3, 7]))

    assert np.array_equal(panels[0, 1].images[0].get_array(), np.arange(16.0, 32.0).reshape(4, 4))
    assert panels[0, 1].get_title() == "7"
