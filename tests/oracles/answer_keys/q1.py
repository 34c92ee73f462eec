"""Q1: bounds, factors and best rates of gradient descent on squares."""

from __future__ import annotations

from grader.answers.keys import Choice, Expression, Key, Wrong

SIGMA = {"sigma": (0.2, 6.0)}
TWO_SIGMAS = {"sigma_l": (0.2, 8.0), "sigma_s": (0.2, 8.0)}
ASCENDING = ("sigma_s", "sigma_l")
ONE_DERIVATIVE = "What does the derivative of (y − σw)² bring down in front?"
NOT_SQUARED = "How often does σ appear in the factor of one step?"
ONE_SIDED = "That rate is where a step stops overshooting. May it overshoot and still converge?"
YES_OR_NO = ("yes", "no")

KEYS: dict[str, Key] = {
    "stability_bound": Expression(
        "1/sigma^2",
        SIGMA,
        (
            Wrong("2/sigma^2", "lost the 2 of the derivative", ONE_DERIVATIVE),
            Wrong("1/(2 sigma^2)", "asked for no overshooting", ONE_SIDED),
            Wrong("1/sigma", "sigma not squared", NOT_SQUARED),
            Wrong("2/sigma", "sigma not squared and lost the 2", NOT_SQUARED),
            Wrong("1/(2 sigma)", "sigma not squared", NOT_SQUARED),
            Wrong("sigma^2", "upside down", "May the rate be larger where the slope is steeper?"),
        ),
    ),
    "at_the_bound": Choice(
        "alternates",
        ("converges", "alternates", "grows"),
        (
            Wrong("converges", "counted the bound in", "What is the factor at the bound?"),
            Wrong("grows", "diverges at the bound", "What is the factor's size at the bound?"),
        ),
    ),
    "error_factor": Expression(
        "abs(1 - 2 eta sigma^2)",
        {"eta": (0.02, 3.0), **SIGMA},
        (
            Wrong("1 - 2 eta sigma^2", "kept the sign", "Can a size be negative?"),
            Wrong("abs(1 - eta sigma^2)", "lost the 2 of the derivative", ONE_DERIVATIVE),
            Wrong("1 - eta sigma^2", "lost the 2 and kept the sign", ONE_DERIVATIVE),
            Wrong("abs(1 - 2 eta sigma)", "sigma not squared", NOT_SQUARED),
            Wrong("1 - 2 eta sigma", "sigma not squared", NOT_SQUARED),
            Wrong("2 eta sigma^2", "what is gone in place of what is left", "What is left?"),
            Wrong("(1 - 2 eta sigma^2)^2", "the loss's factor", "That is for the loss."),
        ),
    ),
    "steps_to_accuracy": Expression(
        "ln(epsilon)/ln(rho)",
        {"rho": (0.05, 0.95), "epsilon": (1e-6, 0.5)},
        (
            Wrong("ln(rho)/ln(epsilon)", "upside down", "Do more exact answers take longer?"),
            Wrong("-ln(epsilon)/ln(rho)", "a sign too much", "Both logarithms are negative."),
            Wrong("ln(epsilon/rho)", "logarithm of the quotient", "Solve ρ^t = ε for t."),
            Wrong("epsilon/rho", "linear in place of geometric", "Errors are multiplied."),
            Wrong("ln(epsilon)/rho", "one logarithm lost", "Take logarithms on both sides."),
            Wrong("ln(epsilon) - ln(rho)", "logarithm of the quotient", "Solve ρ^t = ε for t."),
            Wrong("ln(epsilon)/(2 ln(rho))", "counted for the loss", "ε is about the error."),
        ),
    ),
    "two_coordinate_bound": Expression(
        "1/sigma_l^2",
        TWO_SIGMAS,
        (
            Wrong("1/sigma_s^2", "the small coordinate limits", "Try it on the large one."),
            Wrong("1/(2 sigma_l^2)", "asked for no overshooting", ONE_SIDED),
            Wrong("2/sigma_l^2", "lost the 2 of the derivative", ONE_DERIVATIVE),
            Wrong("1/sigma_l", "sigma not squared", NOT_SQUARED),
            Wrong("1/(sigma_l^2 + sigma_s^2)", "the best rate", "That one is asked for in (e)."),
            Wrong("2/(sigma_l^2 + sigma_s^2)", "the bound on the sum", "Each has its own bound."),
        ),
        ASCENDING,
    ),
    "limiting_coordinate": Choice(
        "large",
        ("large", "small"),
        (Wrong("small", "the small one limits", "Whose bound is reached first as η grows?"),),
    ),
    "slow_below_the_best_rate": Choice(
        "small",
        ("large", "small"),
        (Wrong("large", "the steep one is slow", "Whose factor is nearer to 1 for small η?"),),
    ),
    "best_rate": Expression(
        "1/(sigma_l^2 + sigma_s^2)",
        TWO_SIGMAS,
        (
            Wrong("2/(sigma_l^2 + sigma_s^2)", "lost the 2 of the derivative", ONE_DERIVATIVE),
            Wrong("1/(2 (sigma_l^2 + sigma_s^2))", "halved once more", "Set both factors equal."),
            Wrong("1/(sigma_l + sigma_s)", "sigma not squared", NOT_SQUARED),
            Wrong("1/(sigma_l sigma_s)", "geometric mean", "Set the two factors equal in size."),
            Wrong("1/(2 sigma_l^2)", "one step for the large one", "Which is the slow one then?"),
            Wrong("1/(2 sigma_s^2)", "one step for the small one", "Is that rate stable?"),
            Wrong("1/sigma_l^2", "the bound", "What does the large coordinate do there?"),
            Wrong("1/(sigma_l^2 - sigma_s^2)", "same sign of both factors", "They have two signs."),
            Wrong("(1/sigma_l^2 + 1/sigma_s^2)/4", "mean of two rates", "Compare the factors."),
        ),
        ASCENDING,
    ),
    "best_factor": Expression(
        "(kappa - 1)/(kappa + 1)",
        {"kappa": (1.2, 400.0)},
        (
            Wrong("(1 - kappa)/(kappa + 1)", "kept the sign", "Can a size be negative?"),
            Wrong(
                "(sqrt(kappa) - 1)/(sqrt(kappa) + 1)",
                "the root of kappa",
                "κ is the quotient of squares already (momentum would have the root).",
            ),
            Wrong("(kappa^2 - 1)/(kappa^2 + 1)", "kappa squared", "κ is a quotient of squares."),
            Wrong("1 - 1/kappa", "factor at half the bound", "Put the best rate of (e) in."),
            Wrong("1 - 2/kappa", "for large kappa alone", "Put the best rate of (e) in."),
            Wrong("(kappa + 1)/(kappa - 1)", "upside down", "Does the error shrink?"),
            Wrong("1/kappa", "reciprocal", "What happens where κ is 1?"),
            Wrong("1 - 1/(kappa + 1)", "lost the 2 of the derivative", ONE_DERIVATIVE),
        ),
    ),
    "between_change_stability": Choice(
        "no", YES_OR_NO, (Wrong("yes", "all count", "Whose bound is the smallest?"),)
    ),
    "between_change_the_best_rate": Choice(
        "no", YES_OR_NO, (Wrong("yes", "all count", "Where do the worst two factors meet?"),)
    ),
    "plays_sigma": Choice(
        "singular values of X",
        ("singular values of X", "eigenvalues of XᵀX", "columns' norms of X"),
        (
            Wrong("eigenvalues of XᵀX", "squared once more", "In (a) the rate has σ², not σ."),
            Wrong("columns' norms of X", "columns as coordinates", "Are columns orthogonal?"),
        ),
    ),
    "plays_y": Choice(
        "Uᵀy",
        ("y", "Uᵀy", "Vᵀy"),
        (
            Wrong("y", "only w was turned", "Turn the equations as well: ‖Xw − y‖ = ‖UΣVᵀw − y‖."),
            Wrong("Vᵀy", "turned like w", "y has n entries, V has d rows."),
        ),
    ),
}
