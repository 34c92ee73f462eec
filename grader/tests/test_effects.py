"""What a call did beside returning a value: which part of which argument, and shared memory."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from grader.worker import calling, messages
from grader.worker.values import Workbench
from grader.worker.wire import Tensor
from tests.kinds import MLP

WEIGHT, BIAS = np.array([[1.0], [2.0]]), np.array([3.0, 4.0])
MODEL = MLP(["Linear", "ReLU"], [WEIGHT, BIAS], [WEIGHT, BIAS])


def observed(function: Callable[..., Any], *args: Any, **kwargs: Any) -> messages.Value:
    """What the worker sees of a call with copies of these arguments."""
    request = messages.Call("f", list(args), kwargs, observe=True)
    return calling.call(Workbench(), function, request)


def step(w: Any, dw: Any, config: Any) -> None:
    w -= dw
    config["velocity"] = dw.copy()
    config["t"] = 1


def test_changed_arrays_are_named_by_their_arguments() -> None:
    seen = observed(step, np.ones(2), np.ones(2), {"t": 0})
    assert seen.changed == ("w", "config['t']", "config['velocity']")
    assert observed(lambda grads: grads["b1"].fill(0), {"W1": WEIGHT.copy(), "b1": BIAS.copy()}
                    ).changed == ("grads['b1']",)  # fmt: skip
    assert observed(lambda config: config.update(note=object()), {}).changed == ("config['note']",)
    assert observed(lambda *arrays: arrays[1].fill(0), BIAS.copy(), BIAS.copy()).changed == (
        "argument 2",
    )


def forget_gradients(model: Any) -> None:
    model.zero_grad()


def freeze(model: Any) -> None:
    model.requires_grad_(False)


def evaluate(model: Any) -> None:
    model.eval()


def forget_one_layer(model: Any) -> None:
    model[1].eval()


def move(model: Any) -> None:
    with torch.no_grad():
        model[0].bias += 1


def backward(model: Any) -> None:
    model(torch.ones(1, 1).double()).sum().backward()


@pytest.mark.parametrize(
    ("function", "changed"),
    [
        (forget_gradients, ("model.grad",)),
        (freeze, ("model.requires_grad",)),
        (evaluate, ("model.training",)),
        (forget_one_layer, ("model.training",)),
        (move, ("model.parameters",)),
        (backward, ("model.grad",)),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_changed_network_is_named_by_its_part(function: Any, changed: tuple[str, ...]) -> None:
    assert observed(function, MODEL).changed == changed


def test_a_change_that_is_undone_is_none() -> None:
    def gradients_kept(model: Any) -> None:
        kept = [parameter.grad.clone() for parameter in model.parameters()]
        backward(model)
        for parameter, slope in zip(model.parameters(), kept, strict=True):
            parameter.grad = slope

    assert observed(gradients_kept, MODEL).changed == ()

    def there_and_back(w: Any) -> None:
        w += 1
        w -= 1

    assert observed(there_and_back, np.ones(2)).changed == ()
    assert observed(lambda x, rate: None, np.array([np.nan]), float("nan")).changed == ()


def test_a_tensor_is_named_by_its_part() -> None:
    assert observed(lambda x: x.requires_grad_(), Tensor(BIAS)).changed == ("x.requires_grad",)
    assert observed(lambda x: x.zero_(), Tensor(BIAS)).changed == ("x",)


@pytest.mark.parametrize(
    ("function", "whose"),
    [
        (lambda: np.random.rand(), ("NumPy",)),
        (lambda: np.random.seed(0), ("NumPy",)),
        (lambda: random.random(), ("Python",)),
        (lambda: torch.randn(2), ("torch",)),
        (lambda: torch.manual_seed(0), ("torch",)),
        (lambda: np.random.default_rng().normal(), ()),
    ],
)
def test_global_random_state_is_named_by_whose_it_is(function: Any, whose: Any) -> None:
    assert observed(function).random_state == whose


def momentum(w: Any, dw: Any, config: Any) -> Any:
    config["velocity"] = dw
    return w - dw, config


def test_state_that_shares_memory_with_an_argument_is_told() -> None:
    seen = observed(momentum, np.ones(2), np.ones(2), {})
    assert seen.shared == (("result[1]['velocity']", "dw"),)
    seen = observed(lambda w, dw: (w, {"v": dw[:1]}), np.ones(2), np.ones(2))
    assert seen.shared == (("result[0]", "w"), ("result[1]['v']", "dw"))
    assert observed(lambda w, dw: (w - dw, dw.copy()), np.ones(2), np.ones(2)).shared == ()


def test_arrays_of_a_result_that_share_memory_are_told() -> None:
    def biases() -> Any:
        zeros, halves = np.zeros(3), np.zeros(4)
        return {"b1": zeros, "b2": zeros, "b3": zeros[:2], "b4": halves[:2], "b5": halves[2:]}

    assert observed(biases).shared == (
        ("result['b1']", "result['b2']"),
        ("result['b1']", "result['b3']"),
        ("result['b2']", "result['b3']"),
    )

    def every_other() -> Any:
        both = np.zeros(4)
        return both[::2], both[1::2]

    assert observed(every_other).shared == ()


def test_tensors_that_share_memory_are_told() -> None:
    assert observed(lambda x: x[1:], Tensor(BIAS)).shared == (("result", "x"),)
    assert observed(lambda x: x.clone(), Tensor(BIAS)).shared == ()
    assert observed(lambda x: x.numpy(), Tensor(BIAS)).shared == (("result", "x"),)


def test_arrays_that_can_not_be_written_to_are_told() -> None:
    def biases() -> Any:
        fixed = np.zeros(3)
        fixed.flags.writeable = False
        return {"b1": fixed, "b2": np.broadcast_to(0.0, 3), "b3": np.zeros(3)}

    assert observed(biases).read_only == ("result['b1']", "result['b2']")


def test_few_are_named_of_thousands() -> None:
    def all_one() -> Any:
        zeros = np.zeros(3)
        return [zeros] * 3000

    assert len(observed(all_one).shared) == 16
    assert observed(lambda config: config.update({str(n): n for n in range(3000)}), {}
                    ).changed == tuple(f"config['{n}']" for n in range(16))  # fmt: skip
