"""The regression problem of Q3: a piecewise-linear target on [0, 1] with noise, and its training.

Networks are those of your `build_mlp`. Points are tensors of PyTorch's default dtype.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import nn

# The target goes through these points, in straight lines: its own elbows are the inner four.
KNOTS = np.array([0.0, 0.2, 0.35, 0.6, 0.8, 1.0])
VALUES = np.array([-0.4, 0.8, -0.6, 0.6, 0.9, -0.2])
NUM_POINTS, NOISE = 80, 0.08
LEARNING_RATE, MOMENTUM, NUM_STEPS = 0.05, 0.9, 3000
# The steps that are kept for the slider: close together at first, where most happens.
KEPT = (0, 5, 10, 20, 50, 100, 200, 400, 700, 1000, 1500, 2000, NUM_STEPS)


def target(x: np.ndarray) -> np.ndarray:
    """The function to learn, without noise; constant outside [0, 1]. Same shape as x."""
    return np.asarray(np.interp(x, KNOTS, VALUES))


def training_points(seed: int = 0) -> tuple[torch.Tensor, torch.Tensor]:
    """Sorted x, uniform in [0, 1], and y, the target plus normal noise; both of shape (n,)."""
    rng = np.random.default_rng(seed)
    x = np.sort(rng.uniform(size=NUM_POINTS))
    y = target(x) + NOISE * rng.standard_normal(NUM_POINTS)
    dtype = torch.get_default_dtype()
    return torch.tensor(x, dtype=dtype), torch.tensor(y, dtype=dtype)


def place_elbows(model: nn.Sequential, seed: int) -> nn.Sequential:
    """Move the first layer's elbows to uniform places in [0, 1], by its biases alone, in place.

    As initialized they crowd around 0, and many of them lie outside the data.
    """
    layer = _first_layer(model)
    places = np.random.default_rng(seed).uniform(size=layer.out_features)
    with torch.no_grad():
        layer.bias.copy_(-layer.weight[:, 0] * torch.as_tensor(places))
    return model


def elbows(model: nn.Sequential) -> np.ndarray:
    """Where the units of the first hidden layer bend, shape (width,)."""
    layer = _first_layer(model)
    return (-layer.bias / layer.weight[:, 0]).detach().numpy()


def _first_layer(model: nn.Sequential) -> nn.Linear:
    layer = model[0]
    if not isinstance(layer, nn.Linear):
        raise ValueError(
            f"the network's first layer must be nn.Linear, but is {type(layer).__name__}"
        )
    return layer


def predict(model: nn.Sequential, x: np.ndarray) -> np.ndarray:
    """The network's output at the points x, shape (n,)."""
    with torch.no_grad():
        inputs = torch.as_tensor(x, dtype=_first_layer(model).weight.dtype)
        outputs: torch.Tensor = model(inputs[:, None])
        return outputs[:, 0].numpy()


def test_error(model: nn.Sequential) -> float:
    """The mean squared distance from the target without noise, over [0, 1]."""
    x = np.linspace(0, 1, 1001)
    return float(np.mean((predict(model, x) - target(x)) ** 2))


@dataclass(frozen=True)
class Run:
    """What training kept: the loss before each step, shape (steps,), and the network at some."""

    losses: np.ndarray
    models: Mapping[int, nn.Sequential]

    @property
    def test_errors(self) -> tuple[np.ndarray, np.ndarray]:
        """The steps at which the network was kept, and its test error there."""
        errors = [test_error(model) for model in self.models.values()]
        return np.array(list(self.models)), np.array(errors)

    @property
    def initial(self) -> nn.Sequential:
        """The network before the first step."""
        return self.models[min(self.models)]

    @property
    def final(self) -> nn.Sequential:
        """The network after the last step."""
        return self.models[max(self.models)]


def train(
    model: nn.Sequential,
    x: torch.Tensor,
    y: torch.Tensor,
    num_steps: int = NUM_STEPS,
    learning_rate: float = LEARNING_RATE,
) -> Run:
    """Gradient descent with momentum 0.9 on the mean squared error of all points.

    Args:
        model: the network to start from; it stays as it was.
        x, y: training points, shape (n,).
        num_steps: how many steps to take.
        learning_rate: of every step.
    """
    model = copy.deepcopy(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=MOMENTUM)
    losses, models = [], {0: copy.deepcopy(model)}
    for step in range(1, num_steps + 1):
        optimizer.zero_grad()
        loss = ((model(x[:, None])[:, 0] - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if step in KEPT or step == num_steps:
            models[step] = copy.deepcopy(model)
    return Run(np.array(losses), models)


def explorer(runs: Mapping[str, Run], draw: Callable[[nn.Sequential, str], Any]) -> Any:
    """A slider over training steps above a picture of the network of then, for the chosen run.

    draw(model, title) draws it: a plot, which returns its axes.
    """
    import ipywidgets as widgets
    from IPython.display import display
    from matplotlib import pyplot as plt

    def picture(label: str, step: int) -> Any:
        drawn = draw(runs[label].models[step], f"{label}, after {step} steps")
        figure = np.ravel(drawn)[0].figure
        plt.close(figure)
        return figure

    def show(**chosen: Any) -> None:
        try:
            display(picture(**chosen))
        except Exception as error:
            print(f"This can't be drawn. {type(error).__name__}: {error}")

    # What can't be drawn from the start stops the cell.
    picture(next(iter(runs)), 0)
    steps = sorted(next(iter(runs.values())).models)
    controls = {
        "label": widgets.Dropdown(options=list(runs), description="network"),
        "step": widgets.SelectionSlider(
            options=steps,
            value=steps[-1],
            description="step",
            continuous_update=False,
            layout=widgets.Layout(width="500px"),
        ),
    }
    return widgets.VBox([*controls.values(), widgets.interactive_output(show, controls)])
