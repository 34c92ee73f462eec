"""Q4: how far update rules step, and what a layer does to the size of what passes it."""

from __future__ import annotations

from grader.answers.keys import Expression, Key, Wrong

ETA = {"eta": (1e-3, 0.5)}
NO_GRADIENT = "What is left of g's size once it is divided by its own?"

KEYS: dict[str, Key] = {
    "rmsprop_first_step": Expression(
        "eta/sqrt(1 - rho)",
        {**ETA, "rho": (0.1, 0.995), "g": (0.01, 9.0)},
        (
            Wrong("eta", "with bias correction", "The first cache is (1 − ρ) g², not g²."),
            Wrong("eta/(1 - rho)", "root left out", "The step divides by the root of the cache."),
            Wrong("eta sqrt(1 - rho)", "upside down", "Is the cache too small or too large?"),
            Wrong("eta/sqrt(rho)", "weights swapped", "Which share of g² enters the cache?"),
            Wrong("eta g/sqrt(1 - rho)", "gradient not divided out", NO_GRADIENT),
            Wrong("eta g", "plain SGD", NO_GRADIENT),
        ),
    ),
    "adam_first_step": Expression(
        "eta",
        {**ETA, "beta1": (0.5, 0.99), "beta2": (0.8, 0.999), "g": (0.01, 9.0)},
        (
            Wrong("eta g", "plain SGD", NO_GRADIENT),
            Wrong(
                "eta (1 - beta1)/sqrt(1 - beta2)",
                "no bias correction",
                "Divide m and v by what they lack in the first step.",
            ),
            Wrong("eta/sqrt(1 - beta2)", "corrected m alone", "v̂ is v/(1 − β₂)."),
            Wrong("eta (1 - beta1)", "corrected v alone", "m̂ is m/(1 − β₁)."),
            Wrong("eta/g", "divided by v", "By the root of v̂, which is g²."),
        ),
    ),
    "layer_factor": Expression(
        "n s^2/2",
        {"n": (2.0, 800.0), "s": (0.01, 1.5)},
        (
            Wrong("n s^2", "ReLU left out", "What does ReLU keep of a symmetric mean square?"),
            Wrong("n s/2", "deviation not squared", "Mean squares add, with s²."),
            Wrong("s^2/2", "fan-in left out", "How many terms has each sum?"),
            Wrong("sqrt(n s^2/2)", "the root of it", "The mean square is asked for."),
            Wrong("2/n", "He's variance", "That is the s² that makes this factor 1."),
            Wrong("n s", "deviation not squared", "Mean squares add, with s²."),
        ),
    ),
    "momentum_effective_rate": Expression(
        "eta/(1 - mu)",
        {**ETA, "mu": (0.05, 0.99)},
        (
            Wrong("eta (1 - mu)", "multiplied", "The velocity is a sum of gradients, not a mean."),
            Wrong("eta/mu", "divided by mu", "Add up 1 + μ + μ² + …"),
            Wrong("eta mu", "times mu", "Add up 1 + μ + μ² + …"),
            Wrong("eta (1 + mu)", "two terms of the series", "The velocity keeps growing."),
            Wrong("eta", "unchanged", "The velocity is a sum of gradients, not a mean."),
            Wrong("eta mu/(1 - mu)", "series from the second term", "v takes dw whole, at once."),
            Wrong("1/(1 - mu)", "the factor alone", "The rate itself is asked for."),
        ),
    ),
}
