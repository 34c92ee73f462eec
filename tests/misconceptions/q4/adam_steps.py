"""Q4(b) adam: single slips in the step."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from grader.diagnosis.bank import ALL
from tests.misconceptions.q4.handout_rules import ADAM
from tests.misconceptions.q4.update_rule import (
    HOW_LONG,
    NOT_IN_THE_HANDOUT,
    Slip,
    registered,
)

EPSILON = "test_adam_adds_epsilon_outside_the_root"

BRACKETS = (
    "What does ε keep from being 0: the step, or what it is divided by? Look at the brackets."
)
UNDER_THE_ROOT = "ε keeps the denominator from 0. Is it added to the root, or under it?"


def _folded(s: SimpleNamespace) -> Any:
    return np.sqrt(1 - s.beta2**s.t) / (1 - s.beta1**s.t)


SLIPS = {
    "epsilon_inside": Slip(
        "w ← w − η m̂/√(v̂ + ε)",
        UNDER_THE_ROOT,
        {"step": lambda s: s.m_hat / np.sqrt(s.v_hat + s.epsilon)},
    ),
    "epsilon_squared_inside": Slip(
        "w ← w − η m̂/√(v̂ + ε²)",
        UNDER_THE_ROOT,
        {"step": lambda s: s.m_hat / np.sqrt(s.v_hat + s.epsilon**2)},
    ),
    "epsilon_inside_and_outside": Slip(
        "w ← w − η m̂/(√(v̂ + ε) + ε)",
        UNDER_THE_ROOT,
        {"step": lambda s: s.m_hat / (np.sqrt(s.v_hat + s.epsilon) + s.epsilon)},
    ),
    "epsilon_before_correction": Slip(
        "w ← w − η √(1 − β₂ᵗ)/(1 − β₁ᵗ) · m/(√v + ε)",
        "Folding both corrections into the learning rate also divides ε by one of them. Which ε"
        " does the handout's denominator have?",
        {"step": lambda s: _folded(s) * s.m / (np.sqrt(s.v) + s.epsilon)},
    ),
    "epsilon_before_correction_inside": Slip(
        "w ← w − η √(1 − β₂ᵗ)/(1 − β₁ᵗ) · m/√(v + ε)",
        "Folding both corrections into the learning rate also divides ε by one of them. And is it "
        "added to the root, or under it?",
        {"step": lambda s: _folded(s) * s.m / np.sqrt(s.v + s.epsilon)},
        slips=2,
    ),
    "folded_correction_of_v_alone": Slip(
        "w ← w − η √(1 − β₂ᵗ) · m/(√v + ε)",
        "You correct one of the two moments, in the learning rate. What does the other one need?",
        {"step": lambda s: np.sqrt(1 - s.beta2**s.t) * s.m / (np.sqrt(s.v) + s.epsilon)},
    ),
    "folded_corrections_without_the_root": Slip(
        "w ← w − η (1 − β₂ᵗ)/(1 − β₁ᵗ) · m/(√v + ε)",
        "v is divided by 1 − β₂ᵗ before its root is taken. What is left of that outside the root?",
        {
            "step": lambda s: (
                (1 - s.beta2**s.t) / (1 - s.beta1**s.t) * s.m / (np.sqrt(s.v) + s.epsilon)
            )
        },
    ),
    "no_epsilon": Slip(
        "w ← w − η m̂/√v̂",
        "What is your step where a gradient has been exactly 0 so far?",
        {"step": lambda s: s.m_hat / np.sqrt(s.v_hat)},
    ),
    "no_root": Slip(
        "w ← w − η m̂/(v̂ + ε)",
        "v̂ has the gradient's size squared. Does your step depend on the unit of the gradient?",
        {"step": lambda s: s.m_hat / (s.v_hat + s.epsilon)},
    ),
    "steps_along_the_gradient": Slip(
        "w ← w − η dw/(√v̂ + ε)",
        "Adam steps along the smoothed gradient. Is m used in your step?",
        {"step": lambda s: s.dw / (np.sqrt(s.v_hat) + s.epsilon)},
    ),
    "uphill": Slip(
        "w ← w + η m̂/(√v̂ + ε)",
        "m points where the loss grows. Which way do you want to go?",
        {"next_w": lambda s: s.w + s.learning_rate * s.step},
        costs=(ALL,),
    ),
    "sign_of_the_gradient": Slip(
        "w ← w − η sign(dw) |m̂|/(√v̂ + ε)",
        "Which of the moments has the sign of the step?",
        {"step": lambda s: np.sign(s.dw) * np.abs(s.m_hat) / (np.sqrt(s.v_hat) + s.epsilon)},
    ),
    "plain_momentum": Slip(
        "w ← w − η m",
        "v is gathered and not used. What does it make of the step?",
        {"step": lambda s: s.m},
    ),
    "plain_sgd": Slip(
        "w ← w − η dw",
        "m and v are gathered and not used. What is the handout's step made of?",
        {"step": lambda s: s.dw},
    ),
    "divided_by_m": Slip(
        "w ← w − η v̂/(m̂ + ε)",
        "Which of the two moments has the gradient's sign, and which its size?",
        {"step": lambda s: s.v_hat / (s.m_hat + s.epsilon)},
    ),
    "epsilon_outside_the_fraction": Slip(
        "w ← w − η (m̂/√v̂ + ε)",
        BRACKETS,
        {"step": lambda s: s.m_hat / np.sqrt(s.v_hat) + s.epsilon},
        costs=(EPSILON,),
    ),
    "epsilon_added_to_the_step": Slip(
        "w ← w − (η m̂/√v̂ + ε)",
        BRACKETS,
        {"next_w": lambda s: s.w - (s.learning_rate * s.m_hat / np.sqrt(s.v_hat) + s.epsilon)},
        costs=(EPSILON,),
    ),
    "epsilon_added_to_the_weights": Slip(
        "w ← w − η m̂/√v̂ + ε",
        BRACKETS,
        {"next_w": lambda s: s.w - s.learning_rate * s.m_hat / np.sqrt(s.v_hat) + s.epsilon},
        costs=(EPSILON,),
    ),
    "all_divided_by_the_root": Slip(
        "w ← (w − η m̂)/(√v̂ + ε)",
        "What is divided by √v̂ + ε: the step, or the new weights? Look at the brackets.",
        {"next_w": lambda s: (s.w - s.learning_rate * s.m_hat) / (np.sqrt(s.v_hat) + s.epsilon)},
    ),
    "multiplied_by_the_root": Slip(
        "w ← w − η m̂ (√v̂ + ε)",
        "Should an entry with large gradients take longer or shorter steps than by sgd?",
        {"step": lambda s: s.m_hat * (np.sqrt(s.v_hat) + s.epsilon)},
    ),
    "v_not_used": Slip(
        "w ← w − η m̂",
        "v is gathered and not used. What does it make of the step?",
        {"step": lambda s: s.m_hat},
    ),
    "m_and_v_exchanged": Slip(
        "w ← w − η v̂/(√m̂ + ε)",
        "Which of the two moments has the gradient's sign, and which its size?",
        {"step": lambda s: s.v_hat / (np.sqrt(s.m_hat) + s.epsilon)},
    ),
    "m_and_v_exchanged_and_made_positive": Slip(
        "w ← w − η v̂/(√|m̂| + ε)",
        "Which of the two moments has the gradient's sign, and which its size?",
        {"step": lambda s: s.v_hat / (np.sqrt(np.abs(s.m_hat)) + s.epsilon)},
    ),
    "rmsprop": Slip(
        "w ← w − η dw/(√v + ε)",
        "That is RMSProp. What is m for, and what do m and v have to be corrected for?",
        {"m_hat": lambda s: s.dw, "v_hat": lambda s: s.v},
    ),
    "sign_of_m": Slip(
        "w ← w − η sign(m̂)",
        "v is gathered and not used. Do all entries move by η in the handout, whatever their size?",
        {"step": lambda s: np.sign(s.m_hat)},
    ),
    "returns_the_direction": Slip(
        "(m̂/(√v̂ + ε), config)",
        "Are the first values that you return the new weights, or what is subtracted from them?",
        {"next_w": lambda s: s.step},
    ),
    "moments_from_before": Slip(
        "m̂ and v̂ of the moments from before this gradient",
        "Which comes first in the handout: the new moments, or their correction?",
        {
            "m_hat": lambda s: s.m0 / (1 - s.beta1**s.t),
            "v_hat": lambda s: s.v0 / (1 - s.beta2**s.t),
        },
    ),
    "m_from_before": Slip(
        "m̂ of the m from before this gradient",
        "What is m in the first step, and along what do you go?",
        {"m_hat": lambda s: s.m0 / (1 - s.beta1**s.t)},
    ),
    "v_from_before": Slip(
        "v̂ of the v from before this gradient",
        "What is v in the first step, and what do you divide by?",
        {"v_hat": lambda s: s.v0 / (1 - s.beta2**s.t)},
    ),
    "rounded": Slip(
        "w, m and v rounded to 5 decimals",
        "Who needs fewer digits of the weights than you have?",
        {
            "next_w": lambda s: np.round(s.w - s.learning_rate * s.step, 5),
            "kept": lambda s: {"m": np.round(s.m, 5), "v": np.round(s.v, 5), "t": s.t},
        },
    ),
    "no_learning_rate": Slip(
        "w ← w − m̂/(√v̂ + ε)",
        HOW_LONG,
        {"next_w": lambda s: s.w - s.step},
    ),
    "learning_rate_falls": Slip(
        "η/√t in the place of η",
        NOT_IN_THE_HANDOUT,
        {"next_w": lambda s: s.w - s.learning_rate / np.sqrt(s.t) * s.step},
    ),
    "weights_decay": Slip(
        "w ← w − η (m̂/(√v̂ + ε) + 0.01 w)",
        NOT_IN_THE_HANDOUT,
        {"next_w": lambda s: s.w - s.learning_rate * (s.step + 0.01 * s.w)},
    ),
    "weights_decay_after_the_step": Slip(
        "w ← (1 − 0.01 η)(w − η m̂/(√v̂ + ε))",
        NOT_IN_THE_HANDOUT,
        {"next_w": lambda s: (1 - 0.01 * s.learning_rate) * (s.w - s.learning_rate * s.step)},
    ),
    "nesterov": Slip(
        "w ← w − η (β₁ m̂ + (1 − β₁) dw/(1 − β₁ᵗ))/(√v̂ + ε)",
        "That is NAdam. Which mean of the gradients does the handout's step have?",
        {"m_hat": lambda s: (s.beta1 * s.m + (1 - s.beta1) * s.dw) / (1 - s.beta1**s.t)},
    ),
    "returns_the_step": Slip(
        "(−η m̂/(√v̂ + ε), config)",
        "Are the first values that you return the new weights, or what is added to them?",
        {"next_w": lambda s: -s.learning_rate * s.step},
    ),
}
globals().update(registered(ADAM, SLIPS, __name__))
