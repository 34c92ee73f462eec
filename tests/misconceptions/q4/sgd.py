"""Q4(b) sgd: the right equation, with a config or a gradient that is treated wrongly."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.diagnosis.bank import misconception

Config = dict[str, Any]
Update = tuple[np.ndarray, Config]


@misconception(
    part="q4b_sgd",
    formula="w ← w − 0.01 dw, whatever config says",
    hint="The default is for a key that is missing. What if config has it?",
)
def sgd__config_ignored(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    return w - 1e-2 * dw, config or {}


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
