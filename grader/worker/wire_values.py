"""The values that cross the wire beside plain data, and the kinds of arrays that do."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

MAX_DIMENSIONS = 8
MAX_NAME = 80
DTYPES = {
    name: np.dtype(name)
    for name in ("|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8", "<f2", "<f4", "<f8")
}


@dataclass(frozen=True)
class Tensor:
    """A torch tensor, carried as the array that holds its values."""

    values: np.ndarray


@dataclass(frozen=True)
class Seed:
    """A random generator, made by the worker from `seed`.

    Two equal seeds in one test case are one generator, so that several calls can share it; another
    `label` makes a second generator that starts from the same state.
    """

    kind: str  # "numpy" or "torch"
    seed: int
    label: str = ""


@dataclass(frozen=True)
class MLP:
    """A scalar multilayer perceptron: Linear, ReLU, …, Linear.

    layers: the kinds in order, e.g. ["Linear", "ReLU", "Linear"].
    parameters: weight (out, in) and bias (out,) of each Linear in order.
    gradients: what `.grad` held, in the same order, or None.
    """

    layers: list[str]
    parameters: list[np.ndarray]
    gradients: list[np.ndarray] | None = None
    requires_grad: list[bool] = field(default_factory=list)
    training: bool = True

    def is_whole(self) -> bool:
        """Whether there is a weight matrix and a bias for each Linear, and as many gradients.

        Shapes may still not fit together: that is for tests to say.
        """
        count = 2 * self.layers.count("Linear")
        return (
            set(self.layers) <= {"Linear", "ReLU"}
            and len(self.parameters) == count
            and all(weight.ndim == 2 for weight in self.parameters[::2])
            and len(self.requires_grad) in (0, count)
            and (self.gradients is None or len(self.gradients) == count)
        )


@dataclass(frozen=True)
class Foreign:
    """Something that may not cross the wire, reduced to the name of its type."""

    type_name: str
