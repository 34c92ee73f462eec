"""What crosses the wire in this homework beside plain values: the networks of Q3."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np

from grader.worker.kinds import Kind, register
from grader.worker.wire_values import Tensor


@dataclass(frozen=True)
class MLP(Kind):
    """A multilayer perceptron, an nn.Sequential of Linear and ReLU layers in any order.

    layers: the layers' types in order, e.g. ["Linear", "ReLU", "Linear"].
    parameters: weight (out, in) and bias (out,) of each Linear in order.
    gradients: what `.grad` held, in the same order, or None.
    requires_grad: one for each parameter, or none where all do.

    Shapes may not fit together: that is for tests to say.
    """

    name = "network"
    noun = "a network"
    variable = "model"
    imports = ("from torch import nn",)

    layers: list[str]
    parameters: list[np.ndarray]
    gradients: list[np.ndarray] | None = None
    requires_grad: list[bool] = field(default_factory=list)
    training: bool = True

    def __post_init__(self) -> None:
        count = 2 * self.layers.count("Linear")
        if not (
            set(self.layers) <= {"Linear", "ReLU"}
            and len(self.parameters) == count
            and all(weight.ndim == 2 for weight in self.parameters[::2])
            and len(self.requires_grad) in (0, count)
            and (self.gradients is None or len(self.gradients) == count)
        ):
            raise ValueError("a network whose parameters are not those of its layers")

    def materialize(self) -> Any:
        """The nn.Sequential with these parameters, gradients, flags and mode."""
        import torch

        parameters = iter(self.parameters)
        network = torch.nn.Sequential(
            *(
                torch.nn.ReLU() if kind == "ReLU" else _linear(next(parameters), next(parameters))
                for kind in self.layers
            )
        )
        if not self.training:
            network.eval()
        for position, parameter in enumerate(network.parameters()):
            if self.gradients is not None:
                parameter.grad = torch.from_numpy(self.gradients[position].copy())
            if self.requires_grad:
                parameter.requires_grad_(self.requires_grad[position])
        return network

    @classmethod
    def reduce(cls, value: Any) -> Self | None:
        """An nn.Sequential of nn.Linear with bias and nn.ReLU, or of subclasses that compute as
        these do."""
        torch = sys.modules.get("torch")
        if torch is None or not _computes_like(value, torch.nn.Sequential):
            return None
        kinds: list[str] = []
        parameters: list[Any] = []
        odd: list[str] = []
        for layer in _own(value, "_modules").values():
            if _computes_like(layer, torch.nn.Linear):
                weight, bias = (_own(layer, "_parameters").get(name) for name in ("weight", "bias"))
                if weight is None or weight.ndim != 2:
                    raise ValueError("Sequential with a weight that is no matrix")
                if bias is None:
                    odd.append("Linear that has no bias")
                kinds.append("Linear")
                parameters += [weight, bias]
            elif _computes_like(layer, torch.nn.ReLU):
                kinds.append("ReLU")
            else:
                odd.append(type(layer).__name__)
        if odd:
            raise ValueError(_of_other_layers(odd[0], parameters[::2]))
        arrays = [parameter.detach().cpu().numpy() for parameter in parameters]
        flags = [bool(parameter.requires_grad) for parameter in parameters]
        return cls(kinds, arrays, None, flags, bool(_own(value, "training")))

    @classmethod
    def state(cls, value: Any) -> dict[str, Any] | None:
        """Parameters, their gradients and flags, and the mode of every layer."""
        torch = sys.modules.get("torch")
        if torch is None or not issubclass(type(value), torch.nn.Module):
            return None
        parameters = dict(value.named_parameters())
        return {
            "parameters": {name: item.detach() for name, item in parameters.items()},
            "grad": {name: item.grad for name, item in parameters.items()},
            "requires_grad": {name: item.requires_grad for name, item in parameters.items()},
            "training": [layer.training for layer in value.modules()],
        }

    def code(self, name: str, like: str = "") -> list[str]:
        """Lines that make the network: layers, then parameters, then what is not as usual."""
        from grader.display.snippet import as_code

        linear = iter(self.parameters[::2])
        layers = [
            "nn.ReLU()" if kind == "ReLU" else "nn.Linear({1}, {0})".format(*next(linear).shape)
            for kind in self.layers
        ]
        made = f"copy.deepcopy({like})" if like else f"nn.Sequential({', '.join(layers)})"
        theta = Tensor(np.concatenate([array.ravel() for array in self.parameters]))
        # vector_to_parameters gives the network theta's dtype as well.
        filled = f"nn.utils.vector_to_parameters({as_code(theta)}, {name}.parameters())"
        lines = [f"{name} = {made}", filled]
        for place, slope in zip(self._places(name), self.gradients or [], strict=False):
            lines.append(f"{place}.grad = {as_code(Tensor(slope))}")
        for place, flag in zip(self._places(name), self.requires_grad, strict=False):
            if not flag:
                lines.append(f"{place}.requires_grad_(False)")
        return lines if self.training else [*lines, f"{name}.eval()"]

    def brief(self) -> str:
        """Its sizes, input first."""
        weights = self.parameters[::2]
        sizes = [weights[0].shape[1], *(weight.shape[0] for weight in weights)] if weights else []
        return f"network {' → '.join(map(str, sizes))}"

    def view(self, name: str, part: str) -> str:
        """Parameters, and what each of them has, are in a list."""
        each = {"parameters": "p", "grad": "p.grad", "requires_grad": "p.requires_grad"}.get(part)
        return f"[{each} for p in {name}.parameters()]" if each else f"{name}.{part}"

    def form(self) -> object:
        """Layers and shapes; gradients and flags would be copied along."""
        shapes = (array.shape for array in self.parameters)
        usual = self.training and self.gradients is None and all(self.requires_grad)
        return (*self.layers, *shapes) if usual else object()

    def arrays(self) -> list[np.ndarray]:
        """The parameters."""
        return self.parameters

    def _places(self, name: str) -> list[str]:
        linear = [index for index, kind in enumerate(self.layers) if kind == "Linear"]
        return [f"{name}[{index}].{part}" for index in linear for part in ("weight", "bias")]


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


def _of_other_layers(odd: str, weights: Sequence[Any]) -> str:
    """What a Sequential is called that can't be sent: with its sizes, so that no other one is taken
    for it."""
    widths = [*(weight.shape[1] for weight in weights[:1]), *(len(weight) for weight in weights)]
    return f"Sequential with a {odd}, {' → '.join(map(str, widths)) or 'without a Linear'}"


def _computes_like(layer: Any, parent: type) -> bool:
    """Whether a layer is of this type, or of a subclass that has taken over nothing of what it
    computes."""
    kind = type(layer)
    return issubclass(kind, parent) and all(
        inspect.getattr_static(kind, name, None) is inspect.getattr_static(parent, name, None)
        for name in ("forward", "__call__", "__iter__", "parameters", "named_parameters")
    )


def _own(layer: Any, name: str) -> Any:
    """An attribute that nn.Module gives every layer, past what a subclass has for attributes."""
    return object.__getattribute__(layer, name)


KINDS = register(MLP)
