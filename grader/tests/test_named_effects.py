"""Which side effect a function has is told by its name: parameters, .grad, requires_grad, training
mode, a global random state."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.tests.course import recording
from grader.tests.naming import Function, ideas
from solutions import features

CHECK = "test_linearized_features_leaves_the_model_as_it_was"
BANK = "linearized_features-"


def a_point_at_a_time(model: Any, x: Any) -> torch.Tensor:
    """What courses teach: right values, and what .grad held is lost."""
    rows = []
    for point in x:
        model.zero_grad()
        model(point.reshape(1, 1)).backward()
        rows.append(torch.cat([p.grad.flatten() for p in model.parameters()]))
    return torch.stack(rows)


def right_after(prepare: Function) -> Function:
    def function(model: Any, x: Any) -> torch.Tensor:
        prepare(model)
        return features.linearized_features(model, x)

    return function


def right_before(spoil: Function) -> Function:
    def function(model: Any, x: Any) -> torch.Tensor:
        values = features.linearized_features(model, x)
        spoil(model)
        return values

    return function


def shifted(model: Any) -> None:
    for parameter in model.parameters():
        parameter.data += 1


EFFECTS: dict[str, tuple[Function, str]] = {
    "the course's own idiom": (a_point_at_a_time, BANK + "grad-overwritten"),
    "zero_grad": (right_after(lambda model: model.zero_grad()), BANK + "grad-overwritten"),
    "eval": (right_after(lambda model: model.eval()), BANK + "left-in-evaluation-mode"),
    "train": (right_after(lambda model: model.train()), "model.training is not after the call"),
    "freeze": (right_before(lambda model: model.requires_grad_(False)), BANK + "parameters-frozen"),
    "shift": (right_before(shifted), "model.parameters is not after the call"),
    "seed": (right_after(lambda model: torch.manual_seed(0)), BANK + "reseeds"),
}


@pytest.mark.parametrize("effect", EFFECTS)
def test_a_side_effect_is_told_as_the_one_that_it_is(effect: str) -> None:
    function, told = EFFECTS[effect]
    found = ideas("q3_linearized_features", function, recording())
    assert found.keys() == {CHECK}
    idea = found[CHECK]
    assert idea is not None
    assert told in (idea.misconception or idea.title)
