"""The short answers: keys that agree with the oracles, known mistakes that are told apart, and the
same questions in answers.toml, rubric and notebooks."""

from __future__ import annotations

import ast
import contextlib
import dataclasses
import itertools
import math
import re
import tomllib
from collections.abc import Iterator

import numpy as np
import pytest

from grader.answers import Unreadable, read
from grader.answers.formula import Operation, value
from grader.answers.ideas import same
from grader.answers.judging import require_answer
from grader.answers.keys import Choice, Expression, Wrong
from grader.judge.grading import Judge
from grader.tests import mixing
from grader.tests.course import ROOT, parts, select
from grader.trials.mismatch import Mismatch
from tests import oracles
from tests.oracles.answer_keys import KEYS
from tests.oracles.update_rules import UPDATE_RULES

TEXT = (ROOT / "student" / "answers.toml").read_text(encoding="utf-8")
SOLUTION = tomllib.loads((ROOT / "solutions" / "answers.toml").read_text(encoding="utf-8"))
FORMULAS = {name: key for name, key in KEYS.items() if isinstance(key, Expression)}
CHOICES = {name: key for name, key in KEYS.items() if isinstance(key, Choice)}
PARTS = [part for part in parts() if part.name.endswith("_answers")]
WRONG = [(name, wrong) for name, key in KEYS.items() for wrong in key.wrong]
TEXTS = [
    path
    for kind in ("HANDOUT.md", "*.py", "provided/**/*.py", "notebooks/*.ipynb")
    for path in sorted((ROOT / "student").glob(kind))
]
MATHS = re.compile(r"\$+([^$\n]+)\$|`([^`\n]+)`|[\" ]([^\s\"]*[²σηκ/][^\s\"]*)|(\|[^|\n]+\|)")
NOTEBOOKS = sorted((ROOT / "solutions" / "notebooks").glob("q*.py"))

# Other forms of the right answers, as people write them.
RIGHT: dict[str, list[object]] = {
    "stability_bound": ["0 < η < 1/σ^2", "σ^-2", "1/σ²", "1/(sigma*sigma)", "(1/σ)²", "2/(2σ²)"],
    "error_factor": ["|2ησ² - 1|", "sqrt((1 - 2 η σ^2)^2)", "|1 - 2*eta*sigma**2|"],
    "steps_to_accuracy": [
        "log(eps)/log(ρ)",
        "ln(1/ε)/ln(1/ρ)",
        "log10(ε)/log10(ρ)",
        "-ln ε / -ln ρ",
        "log_ρ(ε)",
        r"\log_{\rho}(\varepsilon)",
        "math.log(epsilon, rho)",
    ],
    "two_coordinate_bound": ["σ_ℓ^-2", "1/σl²", "sigma_l**-2", "min(σ_l^-2, σ_s^-2)"],
    "best_rate": ["1/(σ_s² + σ_l²)", "(σl²+σs²)^-1", "0.5/((σ_l^2+σ_s^2)/2)"],
    "best_factor": ["1 - 2/(κ+1)", "(1-1/κ)/(1+1/κ)", "|1-κ|/(1+κ)"],
    "gradient_entry": ["-(b-x)/D", "x/D - b/D", "D^-1 (x - b)"],
    "constant_distance": ["0.5", "7.5 - 7", 0.5],
    "decreasing_steps": [1005, "1005.0", "1,005", "1005 steps"],
    "growth": ["e^(δ−γ)", "exp(δ - 0.5772)", "e^δ/e^γ", "exp(-γ) exp(δ)"],
    "geometric_reach": [6, "1/(1 - 5/6)", "6.0"],
    "elbow": ["-(b/w)", "(-b)/w", "−b w^-1"],
    "weight_feature": ["vx", "x*v"],
    "bias_feature": ["v", "v*1"],
    "weight_feature_at_the_elbow": ["-vb/w", "v*(-b/w)"],
    "layer_factor": ["ns²/2", "0.5 n s^2", "n/2 * s**2"],
    "momentum_effective_rate": ["η/(1-μ)", "eta*(1-mu)^-1"],
    "rmsprop_first_step": ["η/√(1-ρ)", "η g/sqrt((1-ρ) g^2)", "eta*(1 - rho)^(-1/2)"],
    "adam_first_step": ["η", "η g/√(g²)", "eta*g/g"],
    "limiting_coordinate": ["larger", "the largest one", "large σ"],
    "between_change_stability": ["No, they don't."],
    "plays_y": ["U^T y", "UTy", "U.T @ y", "U'y", r"U^\top y"],
    "plays_sigma": ["Singular values of X", "the singular values", "X's singular values"],
    "undefined_where": ["b = x", "only at x = b"],
    "constant_works_where": ["b is a whole number", "where ||b|| is a whole number"],
    "geometric_lacks": ["sum is infinite"],
    "learned_first": ["large", "larger"],
    "alike_across_starts": ["the principal ones"],
}
# Wrong ones that are in no list of known mistakes.
OTHERS = {
    "stability_bound": ["1/(4 σ²)", "1/σ³", "0.5"],
    "error_factor": ["1 - ησ²/2", "|1 - 4ησ²|"],
    "steps_to_accuracy": ["ln(ε ρ)", "log_ε(ρ)", "ε^ρ", "2 ln(ε)/ln(ρ)"],
    "best_rate": ["1/(σ_l² σ_s²)", "1/(σ_l+σ_s)²", "1/√(σ_l² + σ_s²)"],
    "best_factor": ["κ/(κ+1)", "2/(κ+1)", "((κ-1)/(κ+1))²"],
    "gradient_entry": ["(x+b)/D", "D"],
    "decreasing_steps": ["1000", "500"],
    "growth": ["2^(δ-γ)", "δ²"],
    "elbow": ["-b w", "b"],
    "weight_feature": ["v b x", "2 v x"],
    "momentum_effective_rate": ["η/(1+μ)", "η/(1-μ)²"],
    "rmsprop_first_step": ["η (1 - ρ)", "η √ρ"],
    "adam_first_step": ["η β1", "2 η"],
    "layer_factor": ["n s²/4", "n/2"],
}


def told(name: str, text: object) -> Mismatch:
    with pytest.raises(Mismatch) as wrong:
        require_answer({name: text}, name, KEYS[name].recorded())
    return wrong.value


@pytest.mark.fast
@pytest.mark.parametrize("name", RIGHT)
def test_other_forms_of_a_right_answer_are_right(name: str) -> None:
    for text in RIGHT[name]:
        require_answer({name: text}, name, KEYS[name].recorded())


@pytest.mark.fast
@pytest.mark.parametrize("name", OTHERS)
def test_other_wrong_answers_are_wrong(name: str) -> None:
    for text in OTHERS[name]:
        assert told(name, text).idea is not None


@pytest.mark.fast
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("plays_sigma", "values"),
        ("plays_sigma", "squared singular values of X"),
        ("constant_works_where", "whole number"),
        ("limiting_coordinate", "not large"),
        ("plays_y", "U y"),
        ("limiting_coordinate", "large or small"),
    ],
)
def test_words_that_fit_no_option_or_several_are_none_of_them(name: str, text: str) -> None:
    assert f"{name}: “{text}” is none of its options" in str(told(name, text))


@pytest.mark.fast
@pytest.mark.parametrize(
    ("name", "wrong"), WRONG, ids=lambda value: getattr(value, "answer", value)
)
def test_a_known_mistake_is_told_by_its_name(name: str, wrong: Wrong) -> None:
    idea = told(name, wrong.answer).idea
    assert idea is not None
    assert idea.title == f"Your answer matches “{wrong.name}”"
    assert idea.hint == wrong.hint


@pytest.mark.fast
def test_every_answer_has_a_known_mistake_and_every_wrong_option_a_hint() -> None:
    assert all(key.wrong for key in KEYS.values())
    for key in CHOICES.values():
        assert {wrong.answer for wrong in key.wrong} == set(key.options) - {key.right}


@pytest.mark.fast
def test_the_keys_agree_with_what_gradient_descent_does() -> None:
    key = KEYS["stability_bound"].recorded()
    bounds = [oracles.largest_stable_rate(np.array([sigma])) for sigma in key["letters"]["sigma"]]
    np.testing.assert_allclose(key["right"], bounds)
    key = KEYS["two_coordinate_bound"].recorded()
    pairs = list(zip(key["letters"]["sigma_l"], key["letters"]["sigma_s"], strict=True))
    assert all(large > small for large, small in pairs)
    bounds = [oracles.largest_stable_rate(np.array(pair)) for pair in pairs]
    np.testing.assert_allclose(key["right"], bounds)
    key = KEYS["error_factor"].recorded()
    points = zip(key["letters"]["sigma"], key["letters"]["eta"], strict=True)
    factors = [oracles.errors_left(np.array([sigma]), eta)[0] for sigma, eta in points]
    np.testing.assert_allclose(key["right"], factors)
    rates = KEYS["best_rate"].recorded()
    for rate, pair in zip(rates["right"], pairs, strict=True):
        low, high = oracles.rates_between_neighbours(np.array(pair), 1e-3)
        assert low < rate < high


@pytest.mark.fast
def test_the_keys_agree_with_steps_that_are_walked() -> None:
    steps = KEYS["decreasing_steps"].recorded()["right"][0]
    assert steps == oracles.decreasing_steps_needed(7.5, 0.01)
    nearest = min(oracles.distances(7.5, [1.0] * 50))
    assert KEYS["constant_distance"].recorded()["right"][0] == nearest
    reach = math.fsum((5 / 6) ** i for i in range(400))
    assert KEYS["geometric_reach"].recorded()["right"][0] == pytest.approx(reach)


@pytest.mark.fast
def test_the_keys_agree_with_the_update_rules() -> None:
    for rule, name in (("rmsprop", "rmsprop_first_step"), ("adam", "adam_first_step")):
        key = KEYS[name].recorded()
        letters = key["letters"]
        for place, right in enumerate(key["right"]):
            g, eta = letters["g"][place], letters["eta"][place]
            config = {"learning_rate": eta, "epsilon": 0.0}
            config |= {"decay_rate": letters["rho"][place]} if rule == "rmsprop" else {}
            w, _ = UPDATE_RULES[rule](np.zeros(1), np.array([g]), config)
            assert -w[0] == pytest.approx(right)


@pytest.mark.fast
def test_the_key_of_a_layer_is_what_random_layers_do() -> None:
    rng = np.random.default_rng(182)
    n, s = 300, 0.2
    # Symmetric inputs with mean square 1, through ReLU, then weights: many draws of one output.
    after_relu = np.maximum(rng.normal(size=(20_000, n)), 0)
    outputs = np.einsum("tn,tn->t", after_relu, rng.normal(scale=s, size=(20_000, n)))
    assert np.mean(outputs**2) == pytest.approx(n * s**2 / 2, rel=0.06)
    key = KEYS["layer_factor"].recorded()
    np.testing.assert_allclose(key["right"], key["letters"]["n"] * key["letters"]["s"] ** 2 / 2)


@pytest.mark.fast
def test_the_form_asks_for_every_key_with_its_letters_or_options() -> None:
    asked = {name: " ".join(text.split("\n# ")) for text, name in _asked()}
    assert list(asked) == list(KEYS) == list(SOLUTION)
    for name, key in KEYS.items():
        if isinstance(key, Choice):
            assert f"One of: {', '.join(key.options)}." in asked[name]
        elif key.letters:
            (letters,) = re.findall(r"Letters: ([\w, ]+)\.$", asked[name].strip())
            assert set(letters.split(", ")) == set(key.letters)
        else:
            assert asked[name].strip().endswith("A number.")


def _asked() -> Iterator[tuple[str, str]]:
    for block in TEXT.strip().split("\n\n"):
        prompt, _, line = block.rpartition("\n")
        if " = " in line and not line.startswith("#"):
            yield prompt.replace("# ", "", 1), line.partition(" = ")[0]


@pytest.mark.fast
def test_the_notebooks_read_every_formula_with_its_letters() -> None:
    calls = [
        node
        for path in NOTEBOOKS
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "read_answers"
    ]
    read = {word.arg: ast.literal_eval(word.value).split() for x in calls for word in x.keywords}
    assert {name: set(letters) for name, letters in read.items()} == {
        name: set(key.letters) for name, key in FORMULAS.items()
    }


@pytest.mark.fast
def test_no_text_gives_a_formula_away_that_it_asks_for() -> None:
    values = {name: key.recorded() for name, key in FORMULAS.items() if key.letters}
    given = []
    for path in TEXTS:
        for formula in _formulas(path.read_text(encoding="utf-8")):
            for name, key in values.items():
                with contextlib.suppress(Unreadable):
                    read_as = read(formula, key["letters"])
                    # Letters alone stand everywhere.
                    if isinstance(read_as, Operation):
                        right = same(value(read_as, key["letters"]), key["right"], 1e-9)
                        given += [(path.name, formula, name)] if right else []
    assert not given


def _formulas(text: str) -> set[str]:
    """What stands on either side of a sign in each formula of a text, without indices of units."""
    found = [" ".join(each) for each in MATHS.findall(text.replace("\\\\", "\\"))]
    sides = itertools.chain.from_iterable(re.split(r"=|≤|<|\\le|\\approx", each) for each in found)
    plain = (side.replace(r"\lvert", "|").replace(r"\rvert", "|") for side in sides)
    return {
        re.sub(r"_i\b|\^\{\(\d\)\}|\[i\]|\\thinspace", " ", side).strip(' .,:;"') for side in plain
    }


def test_choices_are_hidden_and_formulas_are_not() -> None:
    lines = {line.test: line for part in PARTS for line in part.lines if line.points}
    assert len(lines) == len(KEYS)
    assert sum(line.hidden for line in lines.values()) == len(CHOICES)


def graded(judge: Judge, **answers: str) -> float:
    """What the short answers have with these in place of the right ones."""
    text = "\n".join(f'{name} = "{answer}"' for name, answer in (SOLUTION | answers).items())
    files = dict(mixing.solutions().files) | {"answers.toml": text}
    submission = dataclasses.replace(mixing.solutions(), files=files)
    chosen = [part for each in PARTS for part in select(each.name)]
    return judge.grade(submission, chosen).total


def test_the_solutions_have_full_marks_and_a_wrong_answer_costs_its_own(judge: Judge) -> None:
    full = sum(part.possible for part in PARTS)
    assert graded(judge) == full
    assert (
        graded(judge, best_rate="1/(σ_l + σ_s)", plays_y="y", elbow="") == full - 0.5 - 0.25 - 0.5
    )
    assert graded(judge, growth="9**9**9", geometric_lacks="9**9**9") == full - 0.5 - 0.25
