"""Q4: state in a class of one's own, under keys of any kind, in lists and in more precision."""

from __future__ import annotations

from typing import Any

import numpy as np

Config = dict[str, Any]
Update = tuple[np.ndarray, Config]


def sgd_momentum__own_dict(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    class State(dict[Any, Any]):
        def __getitem__(self, key: Any) -> Any:
            defaults = {"learning_rate": 1e-2, "momentum": 0.9, "velocity": 0 * w}
            return self.get(key, defaults.get(key))

    state = State(config or {})
    state["velocity"] = state["momentum"] * state["velocity"] + dw
    return w - state["learning_rate"] * state["velocity"], state


def sgd_momentum__keys_of_all_kinds(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> Update:
    state: dict[Any, Any] = {"learning_rate": 1e-2, "momentum": 0.9} | (config or {})
    state["velocity"] = state["momentum"] * state.get("velocity", 0 * w) + dw
    state[1] = state.get(1, 0) + 1
    state["calls", "so far"] = state.get(("calls", "so far"), 0) + 1
    assert state[1] == state["calls", "so far"]
    state[object()] = "a note"
    return w - state["learning_rate"] * state["velocity"], state


def adam__extended_precision(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = {"learning_rate": 1e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8} | (config or {})
    beta1, beta2, t = config["beta1"], config["beta2"], config.get("t", 0) + 1
    zero, gradient = np.zeros(w.shape, np.longdouble), dw.astype(np.longdouble)
    m = beta1 * config.get("m", zero) + (1 - beta1) * gradient
    v = beta2 * config.get("v", zero) + (1 - beta2) * gradient**2
    step = (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + config["epsilon"])
    return w - config["learning_rate"] * step, config | {"m": m, "v": v, "t": t}


def sgd__list(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Any:
    config = {"learning_rate": 1e-2} | (config or {})
    return (w - config["learning_rate"] * dw).tolist(), config


def sgd_momentum__keeps_the_weights_it_came_from(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> Update:
    defaults: Config = {"learning_rate": 1e-2, "momentum": 0.9}
    config = defaults | (config or {})
    config["velocity"] = config["momentum"] * config.get("velocity", 0 * w) + dw
    config["last_w"], config["last_dw"] = w, dw
    w -= config["learning_rate"] * config["velocity"]
    return w, config
