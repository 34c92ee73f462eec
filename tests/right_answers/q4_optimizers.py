"""Q4(b): sgd, sgd_momentum and rmsprop in honest styles."""

from __future__ import annotations

from typing import Any

import numpy as np

Config = dict[str, Any]
Update = tuple[np.ndarray, Config]


def sgd__in_place(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    if config is None:
        config = {}
    config.setdefault("learning_rate", 1e-2)
    w -= config["learning_rate"] * dw
    return w, config


def sgd__copying(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    new_config = dict(config) if config else {}
    new_w = w.copy()
    new_w += -new_config.get("learning_rate", 0.01) * dw
    return new_w, new_config


def sgd__new_config(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    learning_rate = (config or {}).get("learning_rate", 1e-2)
    return np.subtract(w, np.multiply(learning_rate, dw)), {"learning_rate": learning_rate}


def sgd__extra_keys(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = dict(config or {})
    config["steps"] = config.get("steps", 0) + 1
    config["last_gradient_norm"] = np.linalg.norm(dw)
    return w - config.setdefault("learning_rate", 1e-2) * dw, config


def sgd__other_names(x: np.ndarray, dx: np.ndarray, config: Config | None = None) -> Update:
    if config is None:
        config = {}
    config.setdefault("learning_rate", 1e-2)
    x += -config["learning_rate"] * dx
    return x, config


def sgd__entry_by_entry(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = config or {}
    next_w = np.empty_like(w)
    for index in np.ndindex(w.shape):
        next_w[index] = w[index] - config.get("learning_rate", 1e-2) * dw[index]
    return next_w, config


def sgd__torch_inside(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    import torch

    config = config or {}
    rate = config.get("learning_rate", 1e-2)
    return torch.add(torch.tensor(w), torch.tensor(dw), alpha=-rate).numpy(), config


def sgd__always_float64(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = config or {}
    rate = np.float64(config.get("learning_rate", 1e-2))
    return w.astype(np.float64) - rate * dw.astype(np.float64), config


def sgd_momentum__in_place(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    if config is None:
        config = {}
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", np.zeros_like(w))
    v *= config["momentum"]
    v += dw
    w -= config["learning_rate"] * v
    config["velocity"] = v
    return w, config


def sgd_momentum__copying(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = {"learning_rate": 1e-2, "momentum": 0.9, "velocity": 0 * w, **(config or {})}
    v = config["momentum"] * config["velocity"] + dw
    return w - config["learning_rate"] * v, dict(config, velocity=v)


def sgd_momentum__new_config(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = config or {}
    rate, mu = config.get("learning_rate", 0.01), config.get("momentum", 0.9)
    v = mu * config["velocity"] + dw if "velocity" in config else dw.copy()
    return w - rate * v, {"learning_rate": rate, "momentum": mu, "velocity": v}


def sgd_momentum__other_order(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> Update:
    config = dict(config or {})
    rate, mu = config.setdefault("learning_rate", 1e-2), config.setdefault("momentum", 0.9)
    old = config.get("velocity", np.zeros(w.shape))
    config["velocity"] = dw + mu * old
    return w - rate * dw - rate * mu * old, config


def sgd_momentum__torch_inside(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> Update:
    import torch

    config = dict(config or {})
    rate, mu = config.setdefault("learning_rate", 1e-2), config.setdefault("momentum", 0.9)
    velocity = torch.as_tensor(config.get("velocity", np.zeros_like(w)))
    velocity = velocity.mul(mu).add(torch.as_tensor(dw))
    config["velocity"] = velocity
    return torch.as_tensor(w).sub(velocity, alpha=rate).numpy(), config


def sgd_momentum__promoted(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = dict(config or {})
    mu = config.setdefault("momentum", 0.9)
    v = mu * np.asarray(config.get("velocity", np.zeros(w.shape)), dtype=np.float64) + dw
    config.update(velocity=v, last_step=-config.get("learning_rate", 1e-2) * v)
    return w + config["last_step"], config


def sgd_momentum__flattened(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = dict(config or {})
    rate, mu = config.setdefault("learning_rate", 1e-2), config.setdefault("momentum", 0.9)
    velocity = [
        mu * old + new
        for old, new in zip(config.get("velocity", 0 * w).ravel(), dw.ravel(), strict=True)
    ]
    config["velocity"] = np.array(velocity, dtype=w.dtype).reshape(w.shape)
    return w - rate * config["velocity"], config


def rmsprop__in_place(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    if config is None:
        config = {}
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("decay_rate", 0.99)
    config.setdefault("epsilon", 1e-8)
    config.setdefault("cache", np.zeros_like(w))
    config["cache"] *= config["decay_rate"]
    config["cache"] += (1 - config["decay_rate"]) * dw * dw
    w -= config["learning_rate"] * dw / (np.sqrt(config["cache"]) + config["epsilon"])
    return w, config


def rmsprop__copying(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    defaults: Config = {"learning_rate": 1e-2, "decay_rate": 0.99, "epsilon": 1e-8, "cache": 0.0}
    config = {**defaults, **(config or {})}
    rho = config["decay_rate"]
    config["cache"] = rho * config["cache"] + (1 - rho) * dw**2
    denominator = np.sqrt(config["cache"]) + config["epsilon"]
    return w - config["learning_rate"] * (dw / denominator), config


def rmsprop__lerp(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = dict(config or {})
    cache = config.get("cache", np.zeros_like(w))
    cache = cache + (1 - config.get("decay_rate", 0.99)) * (np.square(dw) - cache)
    config["cache"] = cache
    root = cache**0.5 + config.get("epsilon", 1e-8)
    return w - config.get("learning_rate", 1e-2) / root * dw, config


def rmsprop__promoted(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = dict(config or {})
    gradient = dw.astype(np.float64)
    rho = np.float64(config.setdefault("decay_rate", 0.99))
    config["cache"] = rho * config.get("cache", np.zeros(w.shape)) + (1 - rho) * gradient**2
    step = gradient / (np.sqrt(config["cache"]) + config.get("epsilon", 1e-8))
    return w - config.get("learning_rate", 1e-2) * step, config


def rmsprop__torch_inside(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    import torch

    config = dict(config or {})
    rho, gradient = config.get("decay_rate", 0.99), torch.tensor(dw)
    cache = torch.tensor(config.get("cache", np.zeros_like(w)))
    cache.mul_(rho).addcmul_(gradient, gradient, value=1 - rho)
    next_w = torch.tensor(w).addcdiv(
        gradient,
        cache.sqrt().add(config.get("epsilon", 1e-8)),
        value=-config.get("learning_rate", 1e-2),
    )
    return next_w.numpy(), {**config, "cache": cache.numpy()}
