"""From wire values to what a student's function takes, and back.

Runs in the worker, beside the student's code, so nothing here is trusted: what it sends is checked
again by the judge.
"""

from __future__ import annotations

import random
import sys
from collections import OrderedDict, defaultdict
from functools import cache
from typing import Any

import numpy as np

from grader.worker.wire import MAX_DEPTH, MAX_DIMENSIONS, MLP, Foreign, Seed, Tensor

_SENDABLE_KINDS = "bifu"
_INT64 = 2**63
_NOBODYS_SEED = 918_273_645
_DICTS = (dict, OrderedDict, defaultdict)


class Workbench:
    """The objects of one test case: generators live as long as it does."""

    def __init__(self) -> None:
        self._generators: dict[Seed, Any] = {}

    def materialize(self, value: Any) -> Any:
        """The object that a student's function is given for a wire value."""
        match value:
            case list():
                return [self.materialize(item) for item in value]
            case dict():
                return {key: self.materialize(item) for key, item in value.items()}
            case Tensor(values):
                import torch

                return torch.from_numpy(values.copy())
            case Seed():
                if value not in self._generators:
                    self._generators[value] = _generator(value)
                return self._generators[value]
            case MLP():
                return _network(value)
            case _:
                return value


def _generator(seed: Seed) -> Any:
    if seed.kind == "numpy":
        return np.random.default_rng(seed.seed)
    import torch

    return torch.Generator().manual_seed(seed.seed)


def _network(mlp: MLP) -> Any:
    import torch

    parameters = iter(mlp.parameters)
    layers = [
        torch.nn.ReLU() if kind == "ReLU" else _linear(next(parameters), next(parameters))
        for kind in mlp.layers
    ]
    network = torch.nn.Sequential(*layers)
    if not mlp.training:
        network.eval()
    for position, parameter in enumerate(network.parameters()):
        if mlp.gradients is not None:
            parameter.grad = torch.from_numpy(mlp.gradients[position].copy())
        if mlp.requires_grad:
            parameter.requires_grad_(mlp.requires_grad[position])
    return network


def _linear(weight: np.ndarray, bias: np.ndarray) -> Any:
    import torch

    # Linear's own constructor draws values, which would be replaced at once: it takes three times
    # as long, and a case would not find the random state as the case before left it.
    layer = torch.nn.Linear.__new__(torch.nn.Linear)
    torch.nn.Module.__init__(layer)
    layer.out_features, layer.in_features = weight.shape
    layer.weight = torch.nn.Parameter(torch.from_numpy(weight.copy()))
    layer.bias = torch.nn.Parameter(torch.from_numpy(bias.copy()))
    return layer


def reduce(value: Any, depth: int = 0) -> Any:
    """What of a student's value may cross: exact plain types; anything else as the name of its
    type.
    """
    kind = type(value)
    if value is None or kind in (bool, float, str):
        return value
    if kind is int:
        return value if -_INT64 <= value < _INT64 else Foreign("number too large to send")
    if depth >= MAX_DEPTH - 2:
        return Foreign("value nested too deep")
    if kind is list or issubclass(kind, tuple):  # named tuples too
        return [reduce(item, depth + 1) for item in value]
    if kind in _DICTS:
        if not all(type(key) is str for key in value):
            return Foreign("dict with a key that is no string")
        return {key: reduce(item, depth + 1) for key, item in value.items()}
    if issubclass(kind, np.generic) and kind.__module__ == "numpy":
        return (
            value.item()
            if value.dtype.kind in _SENDABLE_KINDS
            else Foreign(f"NumPy {kind.__name__}")
        )
    if kind is np.ndarray:
        return _reduce_array(value)
    return _reduce_torch(value)


def _reduce_array(array: np.ndarray) -> Any:
    if (
        array.dtype.kind not in _SENDABLE_KINDS
        or array.dtype.itemsize > 8
        or array.ndim > MAX_DIMENSIONS
    ):
        return Foreign(f"NumPy array of dtype {array.dtype}")
    return array.item() if array.ndim == 0 else array


def _reduce_torch(value: Any) -> Any:
    torch = sys.modules.get("torch")
    kind = type(value)
    if torch is None:
        return Foreign(kind.__name__)
    if kind in (torch.Tensor, torch.nn.Parameter):
        if value.layout is not torch.strided or value.dtype in (
            torch.bfloat16,
            torch.complex64,
            torch.complex128,
        ):
            return Foreign(f"tensor of dtype {value.dtype}")
        return _reduce_array(value.detach().cpu().resolve_neg().resolve_conj().numpy())
    if kind is torch.nn.Sequential:
        return _reduce_network(value)
    return Foreign(kind.__name__)


def _reduce_network(network: Any) -> Any:
    import torch

    layers: list[str] = []
    parameters: list[Any] = []
    for layer in network:
        layers.append(type(layer).__name__)
        if type(layer) is torch.nn.Linear:
            if layer.bias is None:
                return Foreign("Sequential with a Linear that has no bias")
            if layer.weight.ndim != 2:
                return Foreign(f"Sequential with a weight of {layer.weight.ndim} dimensions")
            parameters += [layer.weight, layer.bias]
        elif type(layer) is not torch.nn.ReLU:
            return Foreign(f"Sequential with a {type(layer).__name__}")
    arrays = [parameter.detach().numpy() for parameter in parameters]
    requires_grad = [bool(parameter.requires_grad) for parameter in parameters]
    return MLP(layers, arrays, None, requires_grad, bool(network.training))


def fingerprint(value: Any) -> Any:
    """Something that differs where the value was changed: for comparing arguments before and after
    a call.
    """
    torch = sys.modules.get("torch")
    if isinstance(value, list):
        return [fingerprint(item) for item in value]
    if isinstance(value, dict):
        return {key: fingerprint(item) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        return (value.shape, value.dtype.str, value.tobytes())
    if torch is not None and isinstance(value, torch.Tensor):
        return (fingerprint(value.detach().numpy()), value.requires_grad, fingerprint(value.grad))
    if torch is not None and isinstance(value, torch.nn.Module):
        parameters = {name: fingerprint(item) for name, item in value.named_parameters()}
        return (value.training, parameters, [layer.training for layer in value.modules()])
    if isinstance(value, np.random.Generator) or (
        torch is not None and isinstance(value, torch.Generator)
    ):
        return None  # drawing from a generator that one is given is what it is for
    return value


def fresh_random_state() -> Any:
    """Seed the global generators with a number that nobody else uses, and return their states: what
    reseeds them in every call would otherwise find them as it leaves them.
    """
    random.seed(_NOBODYS_SEED)
    np.random.seed(_NOBODYS_SEED)
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.default_generator.manual_seed(_NOBODYS_SEED)
    return _seeded_state(with_torch=torch is not None)


@cache
def _seeded_state(*, with_torch: bool) -> Any:
    # Always the same, and not cheap to read.
    return random_state()


def random_state() -> Any:
    """The global random states, which no function may draw from or reseed: equal where none did."""
    name, keys, *rest = np.random.get_state(legacy=True)
    torch = sys.modules.get("torch")
    of_torch = b"" if torch is None else torch.get_rng_state().numpy().tobytes()
    return random.getstate(), name, np.asarray(keys).tobytes(), rest, of_torch
