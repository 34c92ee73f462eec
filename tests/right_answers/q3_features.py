"""Q3(a): networks, feature matrices and blocks in honest styles."""

from __future__ import annotations

import copy
import itertools
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.func import functional_call, grad, jacfwd, jacrev, vmap


def build_mlp__init_functions(
    width: int, num_hidden_layers: int, generator: torch.Generator | None = None
) -> nn.Sequential:
    layers: list[nn.Module] = [nn.Linear(1, width), nn.ReLU()]
    for _ in range(num_hidden_layers - 1):
        layers += [nn.Linear(width, width), nn.ReLU()]
    model = nn.Sequential(*layers, nn.Linear(width, 1))
    for layer in model:
        if isinstance(layer, nn.Linear):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu", generator=generator)
            fans = layer.in_features + layer.out_features
            nn.init.normal_(layer.bias, 0.0, np.sqrt(2 / fans), generator=generator)
    return model


def build_mlp__randn_times_std(
    width: int, num_hidden_layers: int, generator: torch.Generator | None = None
) -> nn.Sequential:
    model = nn.Sequential()
    sizes = [1] + [width] * num_hidden_layers + [1]
    for i in range(len(sizes) - 1):
        fan_in, fan_out = sizes[i], sizes[i + 1]
        if i > 0:
            model.append(nn.ReLU())
        layer = nn.Linear(fan_in, fan_out)
        weight = torch.randn(fan_out, fan_in, generator=generator) * (2 / fan_in) ** 0.5
        bias = torch.randn(fan_out, generator=generator) * (2 / (fan_in + fan_out)) ** 0.5
        layer.weight = nn.Parameter(weight)
        layer.bias = nn.Parameter(bias)
        model.append(layer)
    return model


def build_mlp__all_biases_first_in_double_precision(
    width: int, num_hidden_layers: int, generator: torch.Generator | None = None
) -> nn.Sequential:
    fans = list(itertools.pairwise([1, *[width] * num_hidden_layers, 1]))
    linear = [nn.Linear(*pair, dtype=torch.float64) for pair in fans]
    for layer in linear:
        variance = 2.0 / sum(layer.weight.shape)
        layer.bias.data.copy_(
            torch.normal(0.0, variance**0.5, layer.bias.shape, generator=generator)
        )
    for layer in linear:
        std = (2.0 / layer.in_features) ** 0.5
        layer.weight.data = torch.normal(
            0.0, std, layer.weight.shape, generator=generator, dtype=torch.float64
        )
    modules: list[nn.Module] = [linear[0]]
    for layer in linear[1:]:
        modules.extend([nn.ReLU(inplace=True), layer])
    return nn.Sequential(*modules)


def build_mlp__one_vector_for_all(
    width: int, num_hidden_layers: int, generator: torch.Generator | None = None
) -> nn.Sequential:
    sizes = [1, *[width] * num_hidden_layers, 1]
    model = nn.Sequential(
        *[
            part
            for pair in itertools.pairwise(sizes)
            for part in (nn.Linear(pair[0], pair[1]), nn.ReLU())
        ][:-1]
    )
    stds = []
    for m, n in itertools.pairwise(sizes):
        stds += [torch.full((m * n,), 2 / m), torch.full((n,), 2 / (m + n))]
    variances = torch.cat(stds)
    draws = torch.randn(len(variances), generator=generator)
    nn.utils.vector_to_parameters(draws * variances.sqrt(), model.parameters())
    return model


def build_mlp__numpy_seeded_by_the_generator(
    width: int, num_hidden_layers: int, generator: torch.Generator | None = None
) -> nn.Sequential:
    rng = np.random.default_rng(int(torch.randint(2**62, (1,), generator=generator)))
    modules: list[nn.Module] = []
    n_in = 1
    for n_out in [width] * num_hidden_layers + [1]:
        layer = nn.Linear(n_in, n_out)
        with torch.no_grad():
            layer.weight[:] = torch.tensor(rng.normal(0, np.sqrt(2 / n_in), (n_out, n_in)))
            layer.bias[:] = torch.tensor(rng.normal(0, np.sqrt(2 / (n_in + n_out)), n_out))
        modules += [layer, nn.ReLU()]
        n_in = n_out
    modules.pop()
    return nn.Sequential(*modules)


def linearized_features__jacrev(model: nn.Sequential, x: torch.Tensor) -> torch.Tensor:
    parameters = {name: p.detach() for name, p in model.named_parameters()}

    def outputs(theta: dict[str, torch.Tensor]) -> torch.Tensor:
        return functional_call(model, theta, (x.reshape(-1, 1),)).squeeze(1)

    jacobian = jacrev(outputs)(parameters)
    return torch.cat([jacobian[name].reshape(len(x), -1) for name in parameters], dim=1)


def linearized_features__jacfwd(model: nn.Sequential, x: torch.Tensor) -> torch.Tensor:
    names = [name for name, _ in model.named_parameters()]
    values = tuple(p.detach() for p in model.parameters())

    def outputs(*theta: torch.Tensor) -> torch.Tensor:
        return functional_call(model, dict(zip(names, theta, strict=True)), x[:, None])[:, 0]

    blocks = jacfwd(outputs, argnums=tuple(range(len(values))))(*values)
    return torch.hstack([block.flatten(1) for block in blocks])


def linearized_features__vmap_grad(model: nn.Sequential, x: torch.Tensor) -> torch.Tensor:
    parameters = {name: p.detach() for name, p in model.named_parameters()}

    def output(theta: dict[str, torch.Tensor], point: torch.Tensor) -> torch.Tensor:
        return functional_call(model, theta, (point.view(1, 1),)).squeeze()

    rows = vmap(grad(output), in_dims=(None, 0))(parameters, x)
    return torch.cat([g.flatten(start_dim=1) for g in rows.values()], dim=1)


def linearized_features__attached_to_the_graph(
    model: nn.Sequential, x: torch.Tensor
) -> torch.Tensor:
    rows = []
    for y_i in model(x[:, None])[:, 0]:
        row = torch.autograd.grad(y_i, list(model.parameters()), create_graph=True)
        rows.append(torch.cat([gradient.reshape(-1) for gradient in row]))
    return torch.stack(rows)


def linearized_features__one_point_at_a_time(model: nn.Sequential, x: torch.Tensor) -> np.ndarray:
    rows = []
    for point in x.tolist():
        y = model(torch.tensor([[point]], dtype=x.dtype))
        gradients = torch.autograd.grad(y, tuple(model.parameters()))
        rows.append(np.concatenate([g.numpy().ravel() for g in gradients]))
    return np.array(rows)


def linearized_features__backward_on_a_copy(model: nn.Sequential, x: torch.Tensor) -> torch.Tensor:
    network = copy.deepcopy(model)
    phi = torch.zeros(len(x), sum(p.numel() for p in network.parameters()), dtype=x.dtype)
    for i in range(len(x)):
        network.zero_grad()
        network(x[i : i + 1].unsqueeze(0)).backward()
        phi[i] = torch.cat([p.grad.view(-1) for p in network.parameters() if p.grad is not None])
    return phi


def linearized_features__backward_with_grad_put_back(
    model: nn.Sequential, x: torch.Tensor
) -> torch.Tensor:
    kept = [p.grad for p in model.parameters()]
    rows = []
    for x_i in x:
        for p in model.parameters():
            p.grad = None
        model(x_i.reshape(1, 1)).sum().backward()
        rows.append(torch.cat([p.grad.flatten() for p in model.parameters() if p.grad is not None]))
    for p, gradient in zip(model.parameters(), kept, strict=True):
        p.grad = gradient
    return torch.stack(rows)


def linearized_features__batched_gradients(model: nn.Sequential, x: torch.Tensor) -> torch.Tensor:
    y = model(x[:, None]).flatten()
    identity = torch.eye(len(x), dtype=y.dtype)
    blocks = torch.autograd.grad(y, list(model.parameters()), identity, is_grads_batched=True)
    return torch.cat([block.reshape(len(x), -1) for block in blocks], dim=1)


def linearized_features__copies_of_the_parameters(
    model: nn.Sequential, x: torch.Tensor
) -> torch.Tensor:
    # One set of parameters per point: the gradient of Σ y is then one row for each.
    n = len(x)
    copies = [p.detach().expand(n, *p.shape).clone().requires_grad_() for p in model.parameters()]
    h = x.view(n, 1, 1)
    for k in range(0, len(copies), 2):
        h = torch.bmm(copies[k], h) + copies[k + 1].unsqueeze(2)
        if k < len(copies) - 2:
            h = h.clamp(min=0)
    h.sum().backward()
    return torch.cat([c.grad.reshape(n, -1) for c in copies if c.grad is not None], dim=1)


def linearized_features__hooks(model: nn.Sequential, x: torch.Tensor) -> torch.Tensor:
    inputs: dict[nn.Module, torch.Tensor] = {}
    deltas: dict[nn.Module, torch.Tensor] = {}

    def forward_hook(layer: nn.Module, args: Any, output: torch.Tensor) -> None:
        inputs[layer] = args[0].detach()
        output.register_hook(lambda delta: deltas.__setitem__(layer, delta))

    linear = [layer for layer in model if isinstance(layer, nn.Linear)]
    handles = [layer.register_forward_hook(forward_hook) for layer in linear]
    torch.autograd.grad(model(x[:, None]).sum(), list(model.parameters()))
    for handle in handles:
        handle.remove()
    columns = []
    for layer in linear:
        outer = torch.einsum("no,ni->noi", deltas[layer], inputs[layer])
        columns += [outer.flatten(1), deltas[layer]]
    return torch.cat(columns, 1)


def linearized_features__numpy_backpropagation(model: nn.Sequential, x: torch.Tensor) -> np.ndarray:
    arrays = [p.detach().numpy().astype(np.float64) for p in model.parameters()]
    h = [x.numpy().astype(np.float64).reshape(-1, 1)]
    z = []
    for W, b in zip(arrays[::2], arrays[1::2], strict=True):
        z.append(h[-1] @ W.T + b)
        h.append(np.where(z[-1] >= 0, z[-1], 0))
    delta = np.ones_like(z[-1])
    columns: list[np.ndarray] = []
    for k in reversed(range(len(z))):
        columns[:0] = [np.einsum("no,ni->noi", delta, h[k]).reshape(len(x), -1), delta]
        if k > 0:
            delta = delta @ arrays[2 * k] * (z[k - 1] >= 0)
    return np.hstack(columns)


def feature_block__autograd(model: nn.Sequential, x: torch.Tensor, name: str) -> torch.Tensor:
    parameter = model.get_parameter(name)
    y = model(x.unsqueeze(-1)).squeeze(-1)
    rows = [torch.autograd.grad(y[i], parameter, retain_graph=True)[0] for i in range(len(x))]
    return torch.stack(rows).flatten(start_dim=1)


def feature_block__attached_to_the_graph(
    model: nn.Sequential, x: torch.Tensor, name: str
) -> torch.Tensor:
    parameter = model.get_parameter(name)
    rows = [torch.autograd.grad(y_i, parameter, create_graph=True)[0] for y_i in model(x[:, None])]
    return torch.stack(rows).flatten(start_dim=1)


def feature_block__columns_of_the_matrix(
    model: nn.Sequential, x: torch.Tensor, name: str
) -> torch.Tensor:
    rows, start = [], 0
    for y_i in model(x[:, None]):
        gradients = torch.autograd.grad(y_i, list(model.parameters()), retain_graph=True)
        rows.append(torch.cat([g.reshape(-1) for g in gradients]))
    for key, parameter in model.named_parameters():
        if key == name:
            break
        start += parameter.numel()
    return torch.stack(rows)[:, start : start + parameter.numel()]


def feature_block__jacrev_of_one(model: nn.Sequential, x: torch.Tensor, name: str) -> np.ndarray:
    theta = {key: p.detach() for key, p in model.named_parameters()}
    jacobian = jacrev(lambda p: functional_call(model, theta | {name: p}, (x[:, None],)))(
        theta[name]
    )
    return jacobian.reshape(len(x), -1).numpy()


def feature_block__by_layer_and_kind(
    model: nn.Sequential, x: torch.Tensor, name: str
) -> torch.Tensor:
    index, kind = name.split(".")
    before, layer, after = model[: int(index)], model[int(index)], model[int(index) + 1 :]
    h = before(x[:, None]).detach()
    a = layer(h).detach().requires_grad_()
    (delta,) = torch.autograd.grad(after(a).sum(), a)
    return delta if kind == "bias" else (delta[:, :, None] * h[:, None, :]).reshape(len(x), -1)
