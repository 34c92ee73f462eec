"""Q3: a hidden unit v max(0, wx + b), its features, and what singular values decide."""

from __future__ import annotations

from grader.answers.keys import Choice, Expression, Key, Wrong

UNIT = {"w": (-3.0, 3.0), "b": (-2.0, 2.0), "v": (-2.5, 2.5), "x": (-2.0, 2.0)}
WITH_X = "The derivative with respect to w brings x; the one with respect to b brings 1."

KEYS: dict[str, Key] = {
    "elbow": Expression(
        "-b/w",
        {"w": UNIT["w"], "b": UNIT["b"]},
        (
            Wrong("b/w", "lost the minus", "Solve wx + b = 0."),
            Wrong("-w/b", "upside down", "Solve wx + b = 0 for x."),
            Wrong("w/b", "upside down and lost the minus", "Solve wx + b = 0 for x."),
            Wrong("-b", "slope left out", "Solve wx + b = 0 for any w."),
        ),
    ),
    "weight_feature": Expression(
        "v x",
        UNIT,
        (
            Wrong("v", "the bias's feature", WITH_X),
            Wrong("x", "outgoing weight left out", "How does the unit get to the output?"),
            Wrong("w x", "incoming weight", "The chain rule brings the outgoing weight."),
            Wrong("v w", "the slope in x", "Differentiate by w, not by x."),
            Wrong("v (w x + b)", "the unit's output", "Differentiate that by w."),
            Wrong("w x + b", "the outgoing weight's feature", "Differentiate by w, not by v."),
        ),
    ),
    "bias_feature": Expression(
        "v",
        UNIT,
        (
            Wrong("1", "outgoing weight left out", "How does the unit get to the output?"),
            Wrong("v x", "the weight's feature", WITH_X),
            Wrong("v b", "bias not differentiated", "Differentiate v (wx + b) by b."),
            Wrong("w", "incoming weight", "The chain rule brings the outgoing weight."),
        ),
    ),
    "weight_feature_at_the_elbow": Expression(
        "-v b/w",
        {name: UNIT[name] for name in "wbv"},
        (
            Wrong("0", "continuous there", "The unit is 0 at its elbow. Is its feature?"),
            Wrong("v", "the bias's feature", WITH_X),
            Wrong("v b/w", "lost the minus", "Where is the elbow?"),
            Wrong("-b/w", "outgoing weight left out", "Put the elbow into your feature."),
        ),
    ),
    "learned_first": Choice(
        "largest",
        ("largest", "smallest"),
        (Wrong("smallest", "the small ones are fast", "Whose factor is nearer to 1 in Q1(d)?"),),
    ),
    "alike_across_starts": Choice(
        "principal features",
        ("principal features", "individual features"),
        (Wrong("individual features", "one by one", "Unit 3 of one start is no unit of another."),),
    ),
}
