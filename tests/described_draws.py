"""What the functions that draw at random have drawn, in words: where no known mistake is
recognised, a report says which law the numbers follow.

Everything that came back in a part counts, and each kind of number is told by itself: weights,
biases, the output layer where it is an exception. Nothing is said of what follows the law that is
wanted, or none that `tests/laws.py` knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from grader.model import Call, Diagnosis
from grader.worker.wire import Seed
from tests.fitted_laws import law_of, lots_of, orthogonal
from tests.kinds import MLP
from tests.laws import OF_A_SCALE, OF_FANS, Lot

try:
    from tests.hidden.described_draws import LIKE_PUBLIC_CHECKS
except ImportError:  # students have no hidden checks
    LIKE_PUBLIC_CHECKS = {}

Describer = Callable[[Sequence[Call]], Diagnosis | None]

HE = "draws from N(0, 2/fan_in)"
XAVIER = "draws from N(0, 2/(fan_in + fan_out))"
SCALE = "draws from N(0, weight_scale²)"
ZERO = "all 0"
AS_LINEAR_LEAVES_THEM = "draws from U(−1/√fan_in, 1/√fan_in)"
# Where in a network an exception may be made.
_FIRST, _OUTPUT = "of the first layer", "of the output layer"


@dataclass(frozen=True)
class Numbers:
    """A kind of numbers that a function draws. find: what a call brought of it, and in which layer.
    wanted: the law in the docstring."""

    noun: str
    wanted: str
    find: Callable[[Call], Iterator[tuple[Lot, str]]]

    def idea(self, calls: Sequence[Call]) -> Diagnosis | None:
        """Which law all of them follow, or those of one layer, where that is not the one that is
        wanted."""
        found = [each for call in calls if not call.failed for each in self.find(call)]
        law = self._law([lot for lot, _ in found])
        if law is not None:
            return self._told(law)
        for where in (_FIRST, _OUTPUT):
            law = self._law([lot for lot, layer in found if layer == where])
            idea = None if law is None else self._told(law, where)
            if idea is not None:
                return idea
        return None

    def _law(self, lots: Sequence[Lot]) -> str | None:
        pooled = lots_of(lots)
        scaled = len({lot.weight_scale for lot in pooled}) > 1
        formulas = (*OF_FANS, *OF_A_SCALE) if scaled else OF_FANS
        return orthogonal([lot.values for lot in lots]) or law_of(pooled, formulas, self.wanted)

    def _told(self, law: str, where: str = "") -> Diagnosis | None:
        if law == self.wanted:
            return None
        default = ", as nn.Linear leaves them" if law == AS_LINEAR_LEAVES_THEM else ""
        asked = "values" if self.wanted == ZERO else "distribution and variance"
        return Diagnosis(
            f"Your {self.noun} {where}".rstrip() + f" are {law}{default}",
            f"Which {asked} does the docstring give for the {self.noun}?",
        )


def _of_networks(position: int, call: Call) -> Iterator[tuple[Lot, str]]:
    """The weights (position 0) or biases (1) of each layer of a network."""
    if type(call.value) is MLP:
        weights, arrays = call.value.parameters[::2], call.value.parameters[position::2]
        for layer, (weight, array) in enumerate(zip(weights, arrays, strict=True)):
            fan_out, fan_in = weight.shape
            yield Lot(array, fan_in, fan_out), _place(layer, len(weights))


def _of_a_layer(call: Call) -> Iterator[tuple[Lot, str]]:
    """What a function for one layer returned, whichever way round it is."""
    fan_in, fan_out = call.args[:2]
    if isinstance(call.value, np.ndarray) and call.value.size == fan_in * fan_out:
        yield Lot(call.value, fan_in, fan_out, call.kwargs.get("weight_scale", 1e-2)), ""


def _of_a_dict(letter: str, scheme: str, call: Call) -> Iterator[tuple[Lot, str]]:
    """W1, W2, … or b1, b2, … by one of the schemes."""
    if call.name != "initialize" or call.args[1] != scheme or type(call.value) is not dict:
        return
    dims, scale = call.args[0], call.kwargs.get("weight_scale", 1e-2)
    for layer, (fan_in, fan_out) in enumerate(pairwise(dims)):
        array = call.value.get(f"{letter}{layer + 1}")
        size = fan_out if letter == "b" else fan_in * fan_out
        if isinstance(array, np.ndarray) and array.size == size:
            yield Lot(array, fan_in, fan_out, scale), _place(layer, len(dims) - 1)


def _place(layer: int, layers: int) -> str:
    return _OUTPUT if layer == layers - 1 else _FIRST if layer == 0 else ""


def _first(*describers: Describer) -> Describer:
    """The idea of the first of these that has one."""
    return lambda calls: next((idea for each in describers if (idea := each(calls))), None)


def _source(calls: Sequence[Call]) -> Diagnosis | None:
    """Which values two generators in one state don't give alike."""
    firsts: dict[Any, dict[str, MLP]] = {}
    for call in calls:
        source = call.kwargs.get("generator")
        if isinstance(source, Seed) and type(call.value) is MLP:
            same_state = firsts.setdefault((*call.args, source.seed), {})
            same_state.setdefault(source.label, call.value)
    pairs = [pair for found in firsts.values() for pair in pairwise(found.values())]
    others = [
        kind
        for position, kind in enumerate(("weights", "biases"))
        if any(not _alike(position, *pair) for pair in pairs)
    ]
    title = f"Two generators in one state give you other {' and '.join(others)}"
    return Diagnosis(title, "Which of your draws take the generator?") if others else None


def _alike(position: int, one: MLP, other: MLP) -> bool:
    arrays = zip(one.parameters[position::2], other.parameters[position::2], strict=False)
    return all(np.array_equal(*pair) for pair in arrays)


_WEIGHTS = Numbers("weights", HE, partial(_of_networks, 0))
_BIASES = Numbers("biases", XAVIER, partial(_of_networks, 1))
_BY_RANDOM = Numbers('weights by "random"', SCALE, partial(_of_a_dict, "W", "random"))
_BY_HE = Numbers('weights by "he"', HE, partial(_of_a_dict, "W", "he"))
_BY_ZERO = Numbers('weights by "zero"', ZERO, partial(_of_a_dict, "W", "zero"))
_OF_ZERO = Numbers("biases", ZERO, partial(_of_a_dict, "b", "he"))

# By the names of the checks.
_PUBLIC: dict[str, Describer] = {
    "test_a_generator_decides_every_value": _source,
    "test_weights_have_variance_two_over_fan_in": _WEIGHTS.idea,
    "test_biases_have_variance_two_over_the_sum_of_the_fans": _BIASES.idea,
    "test_zero_init_gives_zeros": Numbers("weights", ZERO, _of_a_layer).idea,
    "test_random_init_has_the_standard_deviation_weight_scale": Numbers(
        "weights", SCALE, _of_a_layer
    ).idea,
    "test_he_init_has_variance_two_over_fan_in": Numbers("weights", HE, _of_a_layer).idea,
    "test_initialize_gives_weights_and_zero_biases_for_each_layer": _first(
        _OF_ZERO.idea, _BY_ZERO.idea
    ),
    "test_initialize_gives_each_layer_its_scale": _first(
        _BY_RANDOM.idea, _BY_HE.idea, _BY_ZERO.idea
    ),
}
DESCRIBERS = _PUBLIC | {
    name: _first(*(_PUBLIC[public] for public in alike))
    for name, alike in LIKE_PUBLIC_CHECKS.items()
}
