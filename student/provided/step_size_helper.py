"""The step-size tool of Q2: look at gradient descent on ‖x − b‖₂ before proving anything.

In a notebook, `explorer()` draws it with sliders. From the shell,

    .venv/bin/python -m student.provided.step_size_helper --b 6 4.5 --schedule constant --steps 10

prints the first ten steps and writes a picture; `--animate` writes an animated GIF.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SCHEDULES = {
    "constant": "t_i = step",
    "decreasing": "t_i = step / (i + 1)",
    "geometric": "t_i = step · (5/6)^i",
}
ROWS = 10
MOST_STEPS = 10_000
MOST_FRAMES = 200
FEW_STEPS = 100
TOLERANCE = 0.01
LARGEST = 1e6


def step_lengths(schedule: str, step: float, num_steps: int) -> list[float]:
    """The step sizes t_0 … of a schedule (see SCHEDULES), `num_steps` of them."""
    schedules: dict[str, Callable[[int], float]] = {
        "constant": lambda i: 1.0,
        "decreasing": lambda i: 1 / (i + 1),
        "geometric": lambda i: (5 / 6) ** i,
    }
    return [step * schedules[schedule](i) for i in range(num_steps)]


def walk(
    b: Sequence[float], x0: Sequence[float], schedule: str, step: float, num_steps: int
) -> np.ndarray:
    """Positions of a walker in the plane that takes the steps of a schedule towards b.

    The walker stays on the line through x0 and b, so one number says where it is: the distance to
    b, with a sign for the side. (In the plane, rounding near b would turn a long step sideways.)
    At b there is no direction, and the walker stays. Returns shape (num_steps + 1, 2).
    """
    (b1, b2), (x1, x2) = b, x0
    distance = math.hypot(x1 - b1, x2 - b2)
    rounding = 1e-12 * (max(abs(b1), abs(b2)) + distance)
    left = [distance]
    for length in step_lengths(schedule, step, num_steps):
        after = left[-1] - math.copysign(length, left[-1]) if left[-1] else 0.0
        left.append(after if abs(after) > rounding else 0.0)
    shares = np.array(left[1:]) / (distance or 1.0)
    aside, above = b1 + shares * (x1 - b1), b2 + shares * (x2 - b2)
    return np.vstack([[x1, x2], np.column_stack([aside, above])])


def table(b: Sequence[float], places: np.ndarray, lengths: Sequence[float]) -> str:
    """The first ten steps as text: where the walker is, how far from b, and its next step size."""
    lines = [f"{'i':>4}  {'x_i':>22}  {'‖x_i − b‖':>10}  {'t_i':>8}"]
    for i, place in enumerate(places[: ROWS + 1]):
        size = f"{lengths[i]:8.4f}" if i < len(lengths) else ""
        point = f"({place[0]:.4f}, {place[1]:.4f})"
        lines.append(f"{i:4d}  {point:>22}  {math.dist(place, b):10.4f}  {size}".rstrip())
    return "\n".join(lines)


def outcome(b: Sequence[float], places: np.ndarray) -> str:
    """One sentence: the first step within the tolerance of b, or how near the walk came."""
    distances = np.linalg.norm(places - np.asarray(b), axis=1)
    near = np.flatnonzero(distances <= TOLERANCE)
    if near.size:
        return f"Within {TOLERANCE:g} of b first at i = {near[0]}."
    return (
        f"Not within {TOLERANCE:g} of b in {len(places) - 1} steps; "
        f"nearest at i = {distances.argmin()}, at a distance of {distances.min():.4g}."
    )


def draw(b: Sequence[float], places: np.ndarray, title: str = "") -> Figure:
    """The picture: the walk in the plane beside its distance to b. shape of places: (T + 1, 2)."""
    from student.provided import plots

    in_plane, by_step = plots.new_panels(1, 2)[0]
    plots.iterates_in_plane(places, np.asarray(b), title, in_plane)
    distances = np.linalg.norm(places - np.asarray(b), axis=1)
    plots.distances_by_step({"walk": distances}, TOLERANCE, by_step)
    by_step.get_legend().remove()
    if len(places) <= FEW_STEPS:
        by_step.set_xscale("linear")
        by_step.lines[0].set_marker("o")
    figure: Figure = in_plane.figure
    return figure


def animate(b: Sequence[float], places: np.ndarray, title: str, path: Path) -> None:
    """Write the walk as an animated GIF with one frame for each step."""
    from matplotlib import pyplot as plt
    from matplotlib.animation import FuncAnimation, PillowWriter

    figure = draw(b, places, title)
    figure.canvas.draw()
    figure.set_layout_engine("none")  # where everything stands is settled, once for all frames
    lines = [max(ax.lines, key=lambda line: np.size(line.get_xdata())) for ax in figure.axes]
    paths = [np.asarray(line.get_xydata()) for line in lines]
    numbers = [text for text in figure.axes[0].texts if text.get_text().isdigit()]

    def show(step: int) -> list[Any]:
        for line, points in zip(lines, paths, strict=True):
            line.set_data(*points[: step + 1].T)
        for number in numbers:
            number.set_visible(int(number.get_text()) <= step)
        return [*lines, *numbers]

    FuncAnimation(figure, show, frames=len(places)).save(path, PillowWriter(fps=3))
    plt.close(figure)


def explorer() -> Any:
    """Sliders for b, x₀, step, schedule and number of steps over the picture and the table."""
    import ipywidgets as widgets
    from IPython.display import display
    from matplotlib import pyplot as plt

    def box(label: str, value: float) -> Any:
        layout = widgets.Layout(width="130px")
        return widgets.BoundedFloatText(
            value, min=-100, max=100, step=0.5, description=label, layout=layout
        )

    controls = {
        "b1": box("b[1]", 6), "b2": box("b[2]", 4.5),
        "x1": box("x₀[1]", 0), "x2": box("x₀[2]", 0),
        "schedule": widgets.Dropdown(
            options=[(f"{name}: {rule}", name) for name, rule in SCHEDULES.items()],
            description="schedule",
        ),
        "step": widgets.FloatSlider(
            1, min=0.1, max=4, step=0.1, description="step", continuous_update=False
        ),
        "steps": widgets.IntSlider(
            10, min=0, max=100, description="steps", continuous_update=False
        ),
    }  # fmt: skip

    def show(**chosen: Any) -> None:
        b, x0 = (chosen["b1"], chosen["b2"]), (chosen["x1"], chosen["x2"])
        steps = (chosen["schedule"], chosen["step"], chosen["steps"])
        lengths, places = step_lengths(*steps), walk(b, x0, *steps)
        figure = draw(b, places)
        display(figure)
        plt.close(figure)
        print(table(b, places, lengths), outcome(b, places), sep="\n\n")

    rows = [("b1", "b2", "x1", "x2"), ("schedule",), ("step", "steps")]
    return widgets.VBox(
        [widgets.HBox([controls[name] for name in row]) for row in rows]
        + [widgets.interactive_output(show, controls)]
    )


class _OneLineParser(argparse.ArgumentParser):
    """A parser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"step_size_helper: {message} (--help lists the options)\n")


def number(text: str) -> float:
    value = float(text)
    if not abs(value) <= LARGEST:
        raise argparse.ArgumentTypeError(f"{text} is not between -{LARGEST:g} and {LARGEST:g}")
    return value


def _parser() -> argparse.ArgumentParser:
    parser = _OneLineParser(
        prog="python -m student.provided.step_size_helper",
        description="Gradient descent on ‖x − b‖₂ in the plane: a table and a picture.",
        epilog="schedules: " + "; ".join(f"{name}: {rule}" for name, rule in SCHEDULES.items()),
    )
    point: dict[str, Any] = {"nargs": 2, "type": number, "metavar": ("X1", "X2")}
    parser.add_argument("--b", default=[6.0, 4.5], help="the minimizer (default: 6 4.5)", **point)
    parser.add_argument("--x0", default=[0.0, 0.0], help="the start (default: 0 0)", **point)
    parser.add_argument("--schedule", choices=SCHEDULES, default="constant", help="see below")
    parser.add_argument("--step", type=number, default=1.0, help="step size (default: 1)")
    parser.add_argument("--steps", type=int, default=10, help="number of steps (default: 10)")
    parser.add_argument("--output", type=Path, help="file to write (default: step_sizes.png, .gif)")
    parser.add_argument("--animate", action="store_true", help="write an animated GIF")
    return parser


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table and write the picture; bad arguments end in one line and exit status 2."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    ending = ".gif" if chosen.animate else ".png"
    output = chosen.output or Path(f"step_sizes{ending}")
    most = MOST_FRAMES if chosen.animate else MOST_STEPS
    if chosen.step <= 0:
        parser.error(f"--step must be above 0, not {chosen.step:g}")
    if not 0 <= chosen.steps <= most:
        parser.error(f"--steps must be between 0 and {most}, not {chosen.steps}")
    if output.suffix != ending:
        parser.error(f"--output must end in {ending}, not {output.name}")
    if not output.parent.is_dir():
        parser.error(f"there is no folder {output.parent} to write {output.name} to")

    import matplotlib

    matplotlib.use("Agg")
    steps = (chosen.schedule, chosen.step, chosen.steps)
    lengths, places = step_lengths(*steps), walk(chosen.b, chosen.x0, *steps)
    print(table(chosen.b, places, lengths), outcome(chosen.b, places), sep="\n\n")
    title = f"{chosen.schedule} steps, step = {chosen.step:g}"
    if chosen.animate:
        animate(chosen.b, places, title, output)
    else:
        draw(chosen.b, places, title).savefig(output, dpi=150)
    print(f"Wrote {output}")


if __name__ == "__main__":
    main(sys.argv[1:])
