"""Q4(b) sgd: wrong ways to take a plain step."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.diagnosis.bank import ALL, misconception

Config = dict[str, Any]
Update = tuple[np.ndarray, Config]


@misconception(
    part="q4b_sgd",
    formula="w ← w + η dw",
    hint="dw points in the direction in which the loss grows. Which way do you want to go?",
    costs=ALL,
)
def sgd__uphill(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = config or {}
    return w + config.get("learning_rate", 1e-2) * dw, config


@misconception(
    part="q4b_sgd",
    formula="w ← w − dw",
    hint="How far a step goes is a hyperparameter of its own. Where does it come in?",
)
def sgd__no_learning_rate(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    return w - dw, config or {}


@misconception(
    part="q4b_sgd",
    formula="w ← w − 0.01 dw, whatever config says",
    hint="The default is for a key that is missing. What if config has it?",
)
def sgd__config_ignored(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    return w - 1e-2 * dw, config or {}


@misconception(
    part="q4b_sgd",
    formula="η = 1e-3 where config has none",
    hint="Each rule has its own default learning rate: look this one up in the docstring.",
)
def sgd__default_of_adam(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = config or {}
    return w - config.get("learning_rate", 1e-3) * dw, config


@misconception(
    part="q4b_sgd",
    formula="config = None has a default, a missing key has none",
    hint="A config may be there and still lack the key. What then?",
)
def sgd__default_only_without_config(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> Update:
    if config is None:
        config = {"learning_rate": 1e-2}
    return w - config["learning_rate"] * dw, config


@misconception(
    part="q4b_sgd",
    formula="returns (next_w, {})",
    hint="The config you return is the one you are given next time. What is in it?",
)
def sgd__config_not_returned(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    learning_rate = (config or {}).get("learning_rate", 1e-2)
    return w - learning_rate * dw, {}


@misconception(
    part="q4b_sgd",
    formula="dw ← η dw in place, then w ← w − dw",
    hint="The gradient belongs to the caller: is it the same after your step?",
)
def sgd__gradient_changed(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = config or {}
    dw *= config.get("learning_rate", 1e-2)
    return w - dw, config


@misconception(
    part="q4b_sgd",
    formula="w ← w − η dw/‖dw‖",
    hint="A step of SGD gets shorter as the gradient does. Does yours?",
)
def sgd__normalized_gradient(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = config or {}
    direction = dw / max(np.linalg.norm(dw), 1e-12)
    return w - config.get("learning_rate", 1e-2) * direction, config


@misconception(
    part="q4b_sgd",
    formula="w ← w − η sign(dw)",
    hint="Large and small entries of the gradient should move their weights differently.",
)
def sgd__sign_of_the_gradient(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> Update:
    config = config or {}
    return w - config.get("learning_rate", 1e-2) * np.sign(dw), config
