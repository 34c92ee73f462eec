"""Q4(b): adam in honest styles."""

from __future__ import annotations

from typing import Any

import numpy as np

Config = dict[str, Any]
Update = tuple[np.ndarray, Config]


def adam__in_place(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    if config is None:
        config = {}
    config.setdefault("learning_rate", 1e-3)
    config.setdefault("beta1", 0.9)
    config.setdefault("beta2", 0.999)
    config.setdefault("epsilon", 1e-8)
    config.setdefault("m", np.zeros_like(w))
    config.setdefault("v", np.zeros_like(w))
    config.setdefault("t", 0)
    config["t"] += 1
    config["m"] *= config["beta1"]
    config["m"] += (1 - config["beta1"]) * dw
    config["v"] *= config["beta2"]
    config["v"] += (1 - config["beta2"]) * dw * dw
    mt = config["m"] / (1 - config["beta1"] ** config["t"])
    vt = config["v"] / (1 - config["beta2"] ** config["t"])
    w -= config["learning_rate"] * mt / (np.sqrt(vt) + config["epsilon"])
    return w, config


def adam__new_config(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = config or {}
    rate, epsilon = config.get("learning_rate", 1e-3), config.get("epsilon", 1e-8)
    beta1, beta2 = config.get("beta1", 0.9), config.get("beta2", 0.999)
    t = config.get("t", 0) + 1
    m = beta1 * config["m"] + (1 - beta1) * dw if "m" in config else (1 - beta1) * dw
    v = beta2 * config["v"] + (1 - beta2) * dw**2 if "v" in config else (1 - beta2) * dw**2
    step = rate * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + epsilon)
    new: Config = {"learning_rate": rate, "beta1": beta1, "beta2": beta2, "epsilon": epsilon}
    return w - step, {**new, "m": m, "v": v, "t": t}


def adam__folded_correction(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = dict(config or {})
    beta1, beta2 = config.get("beta1", 0.9), config.get("beta2", 0.999)
    t = config["t"] = config.get("t", 0) + 1
    m = config["m"] = beta1 * config.get("m", 0) + (1 - beta1) * dw
    v = config["v"] = beta2 * config.get("v", 0) + (1 - beta2) * dw * dw
    root = np.sqrt(1 - beta2**t)
    rate_t = config.get("learning_rate", 1e-3) * root / (1 - beta1**t)
    return w - rate_t * m / (np.sqrt(v) + config.get("epsilon", 1e-8) * root), config


def adam__lerp(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = dict(config or {})
    beta1, beta2 = config.setdefault("beta1", 0.9), config.setdefault("beta2", 0.999)
    m, v = config.get("m", np.zeros_like(w)), config.get("v", np.zeros_like(w))
    m = m + (1 - beta1) * (dw - m)
    v = v + (1 - beta2) * (dw**2 - v)
    t = config.get("t", 0) + 1
    config.update(m=m, v=v, t=t)
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    denominator = v_hat**0.5 + config.get("epsilon", 1e-8)
    return w - config.get("learning_rate", 1e-3) * (m_hat / denominator), config


def adam__float_count_and_extra_keys(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> Update:
    defaults: Config = {"learning_rate": 1e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}
    config = defaults | {"m": 0.0, "v": 0.0, "t": 0.0} | (config or {})
    beta1, beta2 = config["beta1"], config["beta2"]
    config["t"] += 1.0
    config["m"] = beta1 * config["m"] + (1.0 - beta1) * dw
    config["v"] = beta2 * config["v"] + (1.0 - beta2) * np.square(dw)
    config["m_hat"] = config["m"] / (1.0 - beta1 ** config["t"])
    config["v_hat"] = config["v"] / (1.0 - beta2 ** config["t"])
    config["next_w"] = w - config["learning_rate"] * config["m_hat"] / (
        np.sqrt(config["v_hat"]) + config["epsilon"]
    )
    return config["next_w"], config


def adam__promoted(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = dict(config or {})
    gradient = np.asarray(dw, dtype=np.float64)
    beta1, beta2 = np.float64(config.get("beta1", 0.9)), np.float64(config.get("beta2", 0.999))
    t = int(config.get("t", 0)) + 1
    m = beta1 * config.get("m", np.zeros(w.shape)) + (1 - beta1) * gradient
    v = beta2 * config.get("v", np.zeros(w.shape)) + (1 - beta2) * gradient**2
    m_hat, v_hat = m / (1 - np.power(beta1, t)), v / (1 - np.power(beta2, t))
    rate, epsilon = config.get("learning_rate", 1e-3), config.get("epsilon", 1e-8)
    return w - rate * m_hat / (np.sqrt(v_hat) + epsilon), {**config, "m": m, "v": v, "t": t}


def adam__torch_inside(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    import torch

    config = dict(config or {})
    beta1, beta2 = config.get("beta1", 0.9), config.get("beta2", 0.999)
    gradient, t = torch.tensor(dw), config.get("t", 0) + 1
    m = torch.tensor(config.get("m", np.zeros_like(w))).lerp(gradient, 1 - beta1)
    v = torch.tensor(config.get("v", np.zeros_like(w))).mul(beta2)
    v = v.addcmul(gradient, gradient, value=1 - beta2)
    denominator = (v / (1 - beta2**t)).sqrt() + config.get("epsilon", 1e-8)
    rate = config.get("learning_rate", 1e-3) / (1 - beta1**t)
    next_w = torch.tensor(w).addcdiv(m, denominator, value=-rate)
    return next_w.numpy(), {**config, "m": m, "v": v, "t": t}


def adam__correction_by_logarithm(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> Update:
    config = dict(config or {})
    beta1, beta2 = config.get("beta1", 0.9), config.get("beta2", 0.999)
    t = config["t"] = config.get("t", 0) + 1
    m = config["m"] = (1 - beta1) * dw + beta1 * config.get("m", np.zeros_like(w))
    v = config["v"] = (1 - beta2) * dw**2 + beta2 * config.get("v", np.zeros_like(w))
    with np.errstate(divide="ignore"):
        m_hat = m / -np.expm1(t * np.log(beta1))
        v_hat = v / -np.expm1(t * np.log(beta2))
    step = np.divide(m_hat, np.sqrt(v_hat) + config.get("epsilon", 1e-8))
    return w - config.get("learning_rate", 1e-3) * step, config


def adam__out_arguments(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = {} if config is None else config
    for key, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("t", 0)):
        config.setdefault(key, default)
    m = config.setdefault("m", np.zeros_like(w))
    v = config.setdefault("v", np.zeros_like(w))
    np.multiply(m, config["beta1"], out=m)
    np.add(m, (1 - config["beta1"]) * dw, out=m)
    np.multiply(v, config["beta2"], out=v)
    np.add(v, (1 - config["beta2"]) * np.square(dw), out=v)
    config["t"] += 1
    denominator = np.sqrt(v / (1 - config["beta2"] ** config["t"]))
    denominator += config.setdefault("epsilon", 1e-8)
    w -= config["learning_rate"] / (1 - config["beta1"] ** config["t"]) * m / denominator
    return w, config


def adam__entry_by_entry(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    import math

    config = dict(config or {})
    beta1, beta2 = config.get("beta1", 0.9), config.get("beta2", 0.999)
    m = np.array(config.get("m", np.zeros_like(w)))
    v = np.array(config.get("v", np.zeros_like(w)))
    t = config.get("t", 0) + 1
    next_w = np.array(w)
    for index in np.ndindex(w.shape):
        m[index] = beta1 * m[index] + (1 - beta1) * dw[index]
        v[index] = beta2 * v[index] + (1 - beta2) * dw[index] ** 2
        root = math.sqrt(v[index] / (1 - beta2**t)) + config.get("epsilon", 1e-8)
        next_w[index] -= config.get("learning_rate", 1e-3) * m[index] / (1 - beta1**t) / root
    return next_w, {**config, "m": m, "v": v, "t": t}
