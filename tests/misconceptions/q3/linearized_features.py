"""Q3 linearized_features: other columns, other parameters, side effects."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from grader.diagnosis.bank import ALL, misconception

if TYPE_CHECKING:
    import torch
    from torch import nn


def _gradients(model: nn.Sequential, x: torch.Tensor) -> list[tuple[torch.Tensor, ...]]:
    """∂y(x_i)/∂(each parameter), for every point."""
    import torch

    y, parameters = model(x[:, None])[:, 0], list(model.parameters())
    return [torch.autograd.grad(y_i, parameters, retain_graph=True) for y_i in y]


def _stack(rows: Iterable[Iterable[torch.Tensor]]) -> torch.Tensor:
    """One row for each point, with its gradients flattened one after another."""
    import torch

    return torch.stack([torch.cat([g.flatten() for g in row]) for row in rows])


@misconception(
    part="q3_linearized_features",
    formula="columns ∂y/∂W alone",
    hint="How many numbers can training change? Every one of them has a feature.",
)
def linearized_features__weights_only(model: nn.Sequential, x: torch.Tensor) -> torch.Tensor:
    return _stack([g for g in row if g.ndim == 2] for row in _gradients(model, x))


@misconception(
    part="q3_linearized_features",
    formula="columns ∂y/∂b alone",
    hint="How many numbers can training change? Every one of them has a feature.",
)
def linearized_features__biases_only(model: nn.Sequential, x: torch.Tensor) -> torch.Tensor:
    return _stack([g for g in row if g.ndim == 1] for row in _gradients(model, x))


@misconception(
    part="q3_linearized_features",
    formula="columns (W⁽¹⁾, W⁽²⁾, …, b⁽¹⁾, b⁽²⁾, …)",
    hint=(
        "The values are right, but some stand in another parameter's columns. In which order "
        "does the model list its parameters?"
    ),
)
def linearized_features__weights_before_biases(
    model: nn.Sequential, x: torch.Tensor
) -> torch.Tensor:
    return _stack(row[::2] + row[1::2] for row in _gradients(model, x))


@misconception(
    part="q3_linearized_features",
    formula="columns (…, W⁽²⁾, b⁽²⁾, W⁽¹⁾, b⁽¹⁾)",
    hint=(
        "Backpropagation meets the last layer first. In which order does the model list its "
        "parameters?"
    ),
)
def linearized_features__layers_backwards(model: nn.Sequential, x: torch.Tensor) -> torch.Tensor:
    rows = _gradients(model, x)
    order = [k for i in range(len(rows[0]) - 2, -1, -2) for k in (i, i + 1)]
    return _stack([row[k] for k in order] for row in rows)


@misconception(
    part="q3_linearized_features",
    formula="columns of each W flattened column by column",
    hint=(
        "A weight matrix is (fan_out, fan_in). Which of the two runs fastest when it is flattened?"
    ),
)
def linearized_features__transposed_weights(model: nn.Sequential, x: torch.Tensor) -> torch.Tensor:
    return _stack([g.T if g.ndim == 2 else g for g in row] for row in _gradients(model, x))


@misconception(
    part="q3_linearized_features",
    formula="Φᵀ",
    hint="Rows belong to points, columns to parameters.",
)
def linearized_features__transposed(model: nn.Sequential, x: torch.Tensor) -> torch.Tensor:
    return _stack(_gradients(model, x)).T


@misconception(
    part="q3_linearized_features",
    formula="Φ_ij = (1/n) ∂y(x_i)/∂θ_j",
    hint="Each row is about one point alone. Where does a mean over points come in?",
)
def linearized_features__divided_by_n(model: nn.Sequential, x: torch.Tensor) -> torch.Tensor:
    return _stack(_gradients(model, x)) / len(x)


@misconception(
    part="q3_linearized_features",
    formula="Φ_ij = ∂(Σ_k y(x_k))/∂θ_j",
    hint="All rows are equal. What does the gradient of a sum over points say about a single one?",
)
def linearized_features__summed_over_points(model: nn.Sequential, x: torch.Tensor) -> torch.Tensor:
    import torch

    gradients = torch.autograd.grad(model(x[:, None]).sum(), list(model.parameters()))
    return torch.cat([g.flatten() for g in gradients]).expand(len(x), -1).clone()


@misconception(
    part="q3_linearized_features",
    formula="Φ_ij = Σ_{k ≤ i} ∂y(x_k)/∂θ_j",
    hint=(
        "Each row contains the rows before it. What does backward() do to a .grad that is "
        "already there?"
    ),
)
def linearized_features__accumulated(model: nn.Sequential, x: torch.Tensor) -> torch.Tensor:
    return _stack(_gradients(model, x)).cumsum(dim=0)


@misconception(
    part="q3_linearized_features",
    formula="Φ is right, but model.grad isn't what it was",
    hint=(
        "The caller's model comes back with other .grad than it had. Is there a way to "
        "differentiate that writes into no .grad?"
    ),
)
def linearized_features__grad_overwritten(model: nn.Sequential, x: torch.Tensor) -> torch.Tensor:
    rows = []
    for x_i in x:
        model.zero_grad()
        model(x_i[None, None]).sum().backward()
        rows.append([p.grad.clone() for p in model.parameters() if p.grad is not None])
    return _stack(rows)


@misconception(
    part="q3_linearized_features",
    formula="Φ is right, but the model stays in evaluation mode",
    hint="Look at model.training before and after your function: who sets it back?",
)
def linearized_features__left_in_evaluation_mode(
    model: nn.Sequential, x: torch.Tensor
) -> torch.Tensor:
    model.eval()
    return _stack(_gradients(model, x))


@misconception(
    part="q3_linearized_features",
    formula="∂y/∂θ at newly drawn parameters",
    hint="Features belong to the parameters that the network has now. Which ones does yours use?",
    costs=ALL,
)
def linearized_features__fresh_parameters(model: nn.Sequential, x: torch.Tensor) -> torch.Tensor:
    import copy

    from torch import nn

    network = copy.deepcopy(model)
    for layer in network:
        if isinstance(layer, nn.Linear):
            layer.reset_parameters()
    return _stack(_gradients(network, x))


@misconception(
    part="q3_linearized_features",
    formula="∂y/∂θ after a step of gradient descent",
    hint="Features belong to the parameters that the network has now, before any step.",
)
def linearized_features__trained_parameters(model: nn.Sequential, x: torch.Tensor) -> torch.Tensor:
    import copy

    import torch

    network = copy.deepcopy(model)
    parameters = list(network.parameters())
    steps = torch.autograd.grad((network(x[:, None]) ** 2).mean(), parameters)
    with torch.no_grad():
        for parameter, step in zip(parameters, steps, strict=True):
            parameter.sub_(0.01 * step)
    return _stack(_gradients(network, x))


@misconception(
    part="q3_linearized_features",
    formula="Φ_ij = 2 y(x_i) ∂y(x_i)/∂θ_j",
    hint="A feature is the derivative of the output. Of what did you take it?",
)
def linearized_features__squared_loss_gradient(
    model: nn.Sequential, x: torch.Tensor
) -> torch.Tensor:
    return 2 * model(x[:, None]).detach() * _stack(_gradients(model, x))


@misconception(
    part="q3_linearized_features",
    formula="δ ← δ W, without the ReLU's derivative",
    hint="What passes back through a unit whose ReLU is off?",
)
def linearized_features__gates_forgotten(model: nn.Sequential, x: torch.Tensor) -> torch.Tensor:
    import torch

    parameters = [p.detach() for p in model.parameters()]
    inputs = [x[:, None]]
    for W, b in zip(parameters[:-2:2], parameters[1:-2:2], strict=True):
        inputs.append(torch.relu(inputs[-1] @ W.T + b))
    delta, columns = torch.ones_like(inputs[0]), list[torch.Tensor]()
    for W, h in zip(parameters[-2::-2], inputs[::-1], strict=True):
        columns = [(delta[:, :, None] * h[:, None, :]).flatten(start_dim=1), delta, *columns]
        delta = delta @ W
    return torch.cat(columns, dim=1)


@misconception(
    part="q3_linearized_features",
    formula="Φ is right, but torch.manual_seed(…) is called on the way",
    hint="Nothing is random here. What does a seed set in your function do to whoever draws next?",
)
def linearized_features__reseeds(model: nn.Sequential, x: torch.Tensor) -> torch.Tensor:
    import torch

    torch.manual_seed(182)
    return _stack(_gradients(model, x))


@misconception(
    part="q3_linearized_features",
    formula="Φ in float32, whatever the model's dtype",
    hint="A float64 model's features have digits that float32 drops. Which dtype has your matrix?",
)
def linearized_features__single_precision(model: nn.Sequential, x: torch.Tensor) -> torch.Tensor:
    return _stack(_gradients(model, x)).float()


@misconception(
    part="q3_linearized_features",
    formula="columns of the last layer alone",
    hint="Training moves the hidden layers too. What are the derivatives for their parameters?",
)
def linearized_features__last_layer_only(model: nn.Sequential, x: torch.Tensor) -> torch.Tensor:
    return _stack(row[-2:] for row in _gradients(model, x))


@misconception(
    part="q3_linearized_features",
    formula="columns (b⁽¹⁾, W⁽¹⁾, b⁽²⁾, W⁽²⁾, …)",
    hint=(
        "The values are right, but some stand in another parameter's columns. In which order "
        "does the model list its parameters?"
    ),
)
def linearized_features__biases_first(model: nn.Sequential, x: torch.Tensor) -> torch.Tensor:
    return _stack([row[k ^ 1] for k in range(len(row))] for row in _gradients(model, x))


@misconception(
    part="q3_linearized_features",
    formula="Φ_ij = θ_j ∂y(x_i)/∂θ_j",
    hint="You multiply each derivative by its parameter. Where does Δθ come in, in the expansion?",
)
def linearized_features__times_the_parameters(
    model: nn.Sequential, x: torch.Tensor
) -> torch.Tensor:
    parameters = [p.detach() for p in model.parameters()]
    return _stack(
        [g * p for g, p in zip(row, parameters, strict=True)] for row in _gradients(model, x)
    )
