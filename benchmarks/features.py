"""How long Q3 takes, and the feature matrix against one backward call for each point, side by side.

    python -m benchmarks.features

Bounds: training the three widths and their features for 1,200 points in under a minute
in all; the feature matrix at least 20 times as fast as a loop of backward calls.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import torch
from torch import nn

from solutions import features
from student.provided import piecewise

WIDTHS, NUM_POINTS, REPEATS = (10, 20, 40), 1200, 5


def one_backward_call_per_point(model: nn.Sequential, x: torch.Tensor) -> torch.Tensor:
    """The feature matrix, slow and obvious: row by row from `.grad`."""
    rows = []
    for point in x:
        model.zero_grad()
        model(point.view(1, 1)).backward()
        rows.append(torch.cat([p.grad.flatten() for p in model.parameters() if p.grad is not None]))
    return torch.stack(rows)


def seconds(run: Callable[[], object]) -> float:
    """The shortest of a few runs: what else the machine does can only add to it."""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Print the times."""
    torch.set_default_dtype(torch.float64)
    x_train, y_train = piecewise.training_points()
    x = torch.linspace(-0.3, 1.3, NUM_POINTS)
    print(f"{'':>9} {'training':>10} {'features':>10} {'loop':>10} {'loop/features':>14}")
    total = 0.0
    for width in WIDTHS:
        model = features.build_mlp(width, 1, torch.Generator().manual_seed(width))
        start = time.perf_counter()
        model = piecewise.train(piecewise.place_elbows(model, width), x_train, y_train).final
        training = time.perf_counter() - start
        assert torch.allclose(
            features.linearized_features(model, x), one_backward_call_per_point(model, x)
        )
        matrix = seconds(lambda model=model: features.linearized_features(model, x))  # type: ignore[misc]
        loop = seconds(lambda model=model: one_backward_call_per_point(model, x))  # type: ignore[misc]
        total += training + matrix
        print(
            f"width {width:>3} {training:8.2f} s {1e3 * matrix:7.2f} ms {1e3 * loop:7.0f} ms "
            f"{loop / matrix:13.0f}×"
        )
    print(f"training and features of the three widths: {total:.1f} s in all")


if __name__ == "__main__":
    main()
