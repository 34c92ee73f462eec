"""Whatever comes back, looking for the idea that went wrong finds one or none, and every renderer
shows it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from grader.diagnosis.recognise import diagnose
from grader.model import Call, Failure
from grader.tests.test_hostile_values import MOST_CHARACTERS, VALUES, rendered, report_of
from grader.trials.checks import Check, Run, Trial
from grader.trials.mismatch import Mismatch
from grader.trials.recording import Case

CHECK = Check("tests/test_it.py::test_it", "It is right.", "it.py", lambda it: None)
KEYS = st.one_of(
    st.none(), st.booleans(), st.integers(0, 3), st.just(float("nan")), st.just(("m", 1)),
    st.sampled_from(["m", "{0}", "\x1b[2J", "</code>", "x" * 5000]),
)  # fmt: skip
SCALES = st.sampled_from([0.0, 5e-324, 1e-200, 1e-18, 0.5, 1.0, 1e17, 1e200, 1e308, -1.0, np.nan])
FORMS = st.one_of(
    st.none(),
    st.tuples(*[st.sampled_from(["None", "a dict", (), (0,), (2, 3), (3, 2), (1,) * 8])] * 2),
)


@st.composite
def trials(draw: st.DrawFn) -> Trial:
    """A check's cases: what came back is hostile, or made of an argument by a hostile factor."""
    made, others = (
        draw(st.sampled_from(["value", "number", "vector", "pair", "bool", "config"])),
        [],
    )
    value, scale, key = draw(VALUES), draw(SCALES), draw(KEYS)
    rng = np.random.default_rng(draw(st.integers(0, 9)))
    for _ in range(draw(st.integers(1, 30))):
        x, n, m = rng.uniform(0.5, 3, 3), int(rng.integers(1, 5)), rng.normal(size=(3, 2))
        with np.errstate(all="ignore"):
            scaled = scale * x
        got: Any = {
            "value": value,
            "number": float(scaled[rng.integers(2)]),
            "vector": scaled,
            "pair": [float(scaled[0]), float(n)],
            "bool": bool(x[0] > 2),
            "config": [scaled, {key: scaled, "t": n}],
        }[made]
        arguments = (x, n, m, {key: scaled, 1: value})
        call = Call("it", arguments, {}, got, failed=False, parameters=("x", "n", "m"))
        compared = got[0] if made == "config" else got
        expected = draw(st.sampled_from([x, 1.5, True, None, m]))
        error = Mismatch("it is wrong", got=compared, expected=expected, form=draw(FORMS))
        others.append(Run(Case(b""), [call], draw(st.sampled_from([error, error, None]))))
    return Trial(CHECK, tuple(others))


@settings(max_examples=30, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
@given(trial=trials(), other=trials())
def test_an_idea_is_found_or_none_and_it_is_shown(trial: Trial, other: Trial) -> None:
    idea = diagnose([], trial, [other])
    if idea is not None:
        assert (idea.title + idea.hint).isprintable()
        failure = replace(Failure("it differs"), diagnosis=idea)
        assert max(map(len, rendered(report_of(failure)))) < MOST_CHARACTERS
