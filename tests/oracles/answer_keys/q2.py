"""Q2: steps of a fixed length towards a point."""

from __future__ import annotations

from grader.answers.keys import Choice, Expression, Key, Wrong

GAMMA = 0.5772156649015329

KEYS: dict[str, Key] = {
    "undefined_where": Choice(
        "x = b",
        ("nowhere", "x = 0", "x = b"),
        (
            Wrong("nowhere", "differentiable everywhere", "Look at |x| for d = 1 and b = 0."),
            Wrong("x = 0", "took b for 0", "Where is the quotient 0/0?"),
        ),
    ),
    "gradient_entry": Expression(
        "(x - b)/D",
        {"x": (-4.0, 4.0), "b": (-5.0, 5.0), "D": (0.5, 9.0)},
        (
            Wrong("(b - x)/D", "towards b", "A gradient points to where f grows."),
            Wrong("2 (x - b)", "gradient of the square", "f is the norm, not its square."),
            Wrong("2 (x - b)/D", "the 2 of the square", "The root brings a 1/2."),
            Wrong("(x - b)/(2 D)", "the half of the root", "The square inside brings a 2."),
            Wrong("x - b", "not divided by the distance", "How long is the gradient of a norm?"),
            Wrong("(x - b)/D^2", "divided by the square", "How long is the gradient of a norm?"),
            Wrong("x/D", "b left out", "The gradient is zero for no x but near b it turns."),
        ),
    ),
    "constant_distance": Expression(
        "1/2",
        wrong=(
            Wrong("0.01", "the tolerance", "Does it ever get there? Print the distances."),
            Wrong("0", "arrives", "7.5 is not a whole number of steps of length 1."),
            Wrong("1", "a whole step", "How far is it from b after seven steps?"),
            Wrong("1.5", "a step too early", "It still moves towards b from there."),
        ),
    ),
    "constant_works_where": Choice(
        "‖b‖ is a whole number",
        ("every b", "‖b‖ is a whole number", "every entry of b is a whole number"),
        (
            Wrong("every b", "always", "Try b = (6, 4.5)."),
            Wrong("every entry of b is a whole number", "entries, not length", "Try b = (1, 1)."),
        ),
    ),
    "decreasing_steps": Expression(
        "1005",
        wrong=(
            Wrong("1004", "one step too few", "Steps 0 to n − 1 are n steps."),
            Wrong("1006", "one step too many", "The count starts at x₀, which is no step."),
            Wrong("1015", "summed up to the whole distance", "Within 0.01 is enough."),
            Wrong("8", "constant steps", "Here the steps get shorter."),
        ),
    ),
    "growth": Expression(
        "exp(delta - gamma)",
        {"delta": (1.0, 10.0), "gamma": (GAMMA, GAMMA)},
        (
            Wrong("exp(delta)", "left out gamma", "The sum is ln n + γ, not ln n."),
            Wrong("exp(delta + gamma)", "gamma on the wrong side", "Solve ln n + γ = δ for n."),
            Wrong("ln(delta) + gamma", "the sum for n = δ", "δ is the sum, n is asked for."),
            Wrong("ln(delta) - gamma", "logarithm for exponential", "Solve ln n + γ = δ for n."),
            Wrong("exp(delta) - gamma", "subtracted outside", "Solve ln n + γ = δ for n."),
            Wrong("delta - gamma", "ln n in place of n", "That is ln n."),
            Wrong("10^(delta - gamma)", "decimal logarithm", "ln is the natural logarithm."),
        ),
        tolerance=1e-4,
    ),
    "geometric_reach": Expression(
        "6",
        wrong=(
            Wrong("5", "the first step left out", "The sum starts with (5/6)⁰ = 1."),
            Wrong("6/5", "sum with 1/6", "1/(1 − q) with q = 5/6."),
            Wrong("5/6", "the ratio", "Add up all steps."),
            Wrong("6/11", "alternating", "1/(1 − q), not 1/(1 + q)."),
        ),
    ),
    "geometric_lacks": Choice(
        "their sum is infinite",
        ("they go to zero", "their sum is infinite"),
        (Wrong("they go to zero", "they don't shrink", "What is the limit of (5/6)^i?"),),
    ),
}
