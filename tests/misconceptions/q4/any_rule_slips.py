"""Q4(b): slips that any update rule may have: in the gradient it works with, in what it returns."""

from __future__ import annotations

import numpy as np

from grader.diagnosis.bank import ALL
from tests.misconceptions.q4.update_rule import WHAT_IS_RETURNED, WHICH_GRADIENT, Slip

RETURNED = {
    "returns_w_alone": Slip("next_w", WHAT_IS_RETURNED, {"result": lambda s: s.next_w}),
    "returns_no_config": Slip(
        "(next_w, None)", WHAT_IS_RETURNED, {"result": lambda s: (s.next_w, None)}
    ),
    "returns_config_first": Slip(
        "(config, next_w)", WHAT_IS_RETURNED, {"result": lambda s: (s.config | s.kept, s.next_w)}
    ),
    "returns_the_gradient_too": Slip(
        "(next_w, dw, config)",
        WHAT_IS_RETURNED,
        {"result": lambda s: (s.next_w, s.dw, s.config | s.kept)},
    ),
    "weights_as_they_were": Slip(
        "w",
        "Which line of yours makes the new weights, and which of them do you return?",
        {"next_w": lambda s: s.w},
        costs=(ALL,),
    ),
    "single_precision": Slip(
        "all is turned into float32",
        "Which dtype do the weights have that your function is given?",
        dtype=np.float32,
    ),
}
GRADIENT = {
    "decay_added_to_the_gradient": Slip(
        "dw ← dw + 0.01 w",
        "Is there a penalty on large weights in the handout's equations?",
        {"dw": lambda s: s.dw + 0.01 * s.w},
    ),
    "gradient_clipped": Slip(
        "dw ← dw cut off at ±1", WHICH_GRADIENT, {"dw": lambda s: np.clip(s.dw, -1, 1)}
    ),
    "gradient_clipped_at_5": Slip(
        "dw ← dw cut off at ±5", WHICH_GRADIENT, {"dw": lambda s: np.clip(s.dw, -5, 5)}
    ),
    "gradient_clipped_by_norm": Slip(
        "dw ← dw/‖dw‖ where ‖dw‖ > 1",
        WHICH_GRADIENT,
        {"dw": lambda s: s.dw / max(float(np.linalg.norm(s.dw)), 1.0)},
    ),
    "normalised_gradient": Slip(
        "dw ← dw/‖dw‖", WHICH_GRADIENT, {"dw": lambda s: s.dw / (np.linalg.norm(s.dw) or 1)}
    ),
    "divided_by_the_length": Slip(
        "dw ← dw/n, with n the length of w",
        "dw is the gradient of the loss already. What does your quotient take the mean over?",
        {"dw": lambda s: s.dw / len(s.w)},
    ),
    "mean_gradient_of_a_row": Slip(
        "dw ← the mean of dw over its first axis",
        "dw is the gradient of the loss already. What does your mean run over?",
        {"dw": lambda s: np.broadcast_to(s.dw.mean(axis=0), s.dw.shape)},
    ),
}
