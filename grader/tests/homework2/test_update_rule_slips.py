"""The update rules that slips are put into are the handout's, and two slips are more than one."""

from __future__ import annotations

import numpy as np
import pytest

from tests.misconceptions.q4 import momentum_slips, rmsprop, sgd_slips
from tests.misconceptions.q4.handout_rules import ADAM, RMSPROP, SGD, SGD_MOMENTUM
from tests.misconceptions.q4.update_rule import Handout, Slip, both, pairs, rule
from tests.oracles.update_rules import UPDATE_RULES
from tests.trajectories import follow

GRADIENTS = np.array([[0.5, -2.0], [0.25, 1.0], [-3.0, 0.0]])
START = np.array([1.0, -1.0])


@pytest.mark.parametrize("handout", [SGD, SGD_MOMENTUM, RMSPROP, ADAM], ids=lambda h: h.function)
def test_a_rule_without_a_slip_takes_the_steps_of_the_handout(handout: Handout) -> None:
    right = follow(UPDATE_RULES[handout.function], START, GRADIENTS)
    got = follow(rule(handout, Slip("", "")), START, GRADIENTS)
    for (w, config), (expected_w, expected) in zip(got, right, strict=True):
        np.testing.assert_allclose(w, expected_w, rtol=1e-12)
        for name in (*handout.state, *({"t"} & set(handout.defaults))):
            np.testing.assert_allclose(config[name], expected[name], rtol=1e-12)


def test_two_slips_are_named_priced_and_made_together() -> None:
    damped, uphill = (momentum_slips.SLIPS[name] for name in ("damped", "uphill"))
    pair = both(damped, uphill)
    assert pair.slips == 2
    assert pair.formula == "v ← μ v + (1 − μ) dw; w ← w + η v"
    assert damped.hint in pair.hint
    assert uphill.hint in pair.hint
    w, config = rule(SGD_MOMENTUM, pair)(START, GRADIENTS[0])
    np.testing.assert_allclose(config["velocity"], 0.1 * GRADIENTS[0])
    np.testing.assert_allclose(w, START + 1e-2 * 0.1 * GRADIENTS[0])


def test_slips_in_one_equation_are_no_pair() -> None:
    assert not pairs(RMSPROP, rmsprop.SLIPS, ("no_root", "no_epsilon"))


def test_a_slip_that_makes_no_difference_beside_another_is_no_pair() -> None:
    assert not pairs(SGD, sgd_slips.SLIPS, ("no_learning_rate", "learning_rate_of_1"))
