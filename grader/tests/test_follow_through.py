"""One slip is charged once: its price fails, the rest passes apart from it, and nothing wrong has
full marks."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from grader.diagnosis.bank import ALL, Misconception, bank
from grader.diagnosis.known import Known, known_mistakes
from grader.diagnosis.mistaken_caller import tried
from grader.diagnosis.slips import single_slips
from grader.gradescope.results import finished
from grader.judge.grading import Judge
from grader.judge.pricing import SHARE, price
from grader.judge.rubric import Part
from grader.model import PartResult, Report, Status
from grader.report.markdown import check_as_markdown
from grader.rules import policies
from grader.rules.policies import PolicyError, Visibility
from grader.rules.settlement import Settlement
from grader.tests.course import HOMEWORK, find_check, parts, recording, select
from grader.tests.mixing import replace as put_into_solutions
from grader.tests.mixing import solutions
from grader.tests.test_renderers import squeezed
from grader.tests.test_shown import RENDERERS
from grader.trials.checks import Trial
from grader.worker import wire

ADAM = """
def adam(w, dw, config=None):
    config = dict(config or {{}})
    rate, b1, b2 = (config.setdefault(*p) for p in
                    (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999)))
    epsilon = config.setdefault("epsilon", 1e-8)
    t = config.get("t", 0) + 1
    m = b1 * config.get("m", np.zeros_like(w)) + (1 - b1) * dw
    v = b2 * config.get("v", np.zeros_like(w)) + (1 - b2) * dw**2
    {step}
    return next_w, config | {{"m": m, "v": v, "t": t}}
"""
UNCORRECTED = "next_w = w - rate * m / (np.sqrt(v) + epsilon)"
EPSILON_INSIDE = "next_w = w - rate * (m / (1 - b1**t)) / np.sqrt(v / (1 - b2**t) + epsilon)"
BOTH = "next_w = w - rate * m / np.sqrt(v + epsilon)"
# What a cheap slip answers in public cases, and where a gradient is 0, in hidden ones, something
# else.
IMITATED = UNCORRECTED + "\n    if not dw.all(): next_w = w + 1"


@cache
def graded(step: str, judge: Judge, question: str = "q4b_adam") -> Report:
    """An Adam with this step in the place of the solution's."""
    source = "import numpy as np\n" + ADAM.format(step=step)
    return judge.grade(put_into_solutions(source, "adam", "optimizers"), select(question))


def part_of(step: str, judge: Judge) -> PartResult:
    return graded(step, judge).parts[0]


def each_for_itself(step: str, judge: Judge) -> float:
    return part_of(step, judge).each_for_itself().score


def test_one_slip_costs_its_price_and_what_follows_from_it_passes(judge: Judge) -> None:
    part = part_of(UNCORRECTED, judge)
    assert 0.6 * part.possible <= part.score <= 0.9 * part.possible
    assert each_for_itself(UNCORRECTED, judge) == 1
    carried = [check for check in part.checks if check.carried]
    assert {check.carried for check in carried} == {"no bias correction"}
    assert all(check.status is Status.PASSED and check.failure for check in carried)


def test_a_slip_that_is_worth_one_check_costs_that_one(judge: Judge) -> None:
    assert part_of(EPSILON_INSIDE, judge).score == 9


def test_two_slips_lose_more_than_either(judge: Judge) -> None:
    both = part_of(BOTH, judge)
    assert both.score < min(part_of(step, judge).score for step in (UNCORRECTED, EPSILON_INSIDE))
    assert not any(check.carried for check in both.checks)


def test_two_slips_are_both_named_and_asked_about(judge: Judge) -> None:
    ideas = [check.failure.diagnosis for check in part_of(BOTH, judge).checks if check.failure]
    assert ideas
    for idea in ideas:
        assert idea is not None
        assert idea.misconception == "adam-no-bias-correction-and-epsilon-inside"
        assert "What does the handout divide them by?" in idea.hint
        assert "Is it added to the root, or under it?" in idea.hint


def test_who_imitates_a_slip_in_public_cases_alone_gains_nothing(judge: Judge) -> None:
    part = part_of(IMITATED, judge)
    assert not any(check.carried for check in part.checks)
    assert part.score <= 1


def test_one_check_asked_for_by_itself_stands_as_it_does_in_the_whole_part(judge: Judge) -> None:
    whole = {check.test_id: check for check in part_of(UNCORRECTED, judge).checks}
    for number in range(1, 7):
        (check,) = graded(UNCORRECTED, judge, f"q4b_adam.{number}").parts[0].checks
        assert (check.status, check.carried, check.label) == (
            whole[check.test_id].status, whole[check.test_id].carried, f"q4b_adam.{number}",
        )  # fmt: skip


def test_public_checks_stand_alike_where_there_are_no_hidden_ones(judge: Judge) -> None:
    (part,) = select("q4b_adam")
    known = known_mistakes(recording(), part.name).entries
    public = replace(part, lines=tuple(line for line in part.lines if not line.hidden))
    for entry in known:
        if any(entry.fails(line.test_id) for line in public.lines):
            here = {line.test_id for line in public.lines}
            assert price(entry, public) == price(entry, part) & here, entry.id


ENTRIES = [
    (entry, part) for part in parts() for entry in bank(HOMEWORK).of(part.name) if not entry.brief
]
IN_BRIEF = {entry.part for entry in bank(HOMEWORK).entries if entry.brief}


def known(entry: Misconception) -> Known:
    entries = known_mistakes(recording(), entry.part).entries
    return next(each for each in entries if each.id == entry.id)


@pytest.mark.parametrize(("entry", "part"), ENTRIES, ids=[entry.id for entry, _ in ENTRIES])
def test_a_price_is_never_empty_and_leaves_most_of_the_part(
    entry: Misconception, part: Part
) -> None:
    worth = {line.test_id: line.points for line in part.lines}
    names = {line.test for line in part.lines}
    charged = price(known(entry), part)
    assert charged
    assert all(known(entry).fails(test_id) for test_id in charged)
    assert set(entry.costs) <= names | {ALL}
    cost = sum(worth[test_id] for test_id in charged)
    if part.possible:
        assert cost > 0
    if ALL not in entry.costs and entry.slips == 1:
        assert cost <= SHARE * part.possible + 1e-9


def test_who_gives_one_number_to_every_question_has_nothing_by_a_mistake_that_comes_to_that() -> (
    None
):
    for part in parts():
        for entry in known_mistakes(recording(), part.name).entries:
            found = [outcome for of_test in entry.outcomes.values() for outcome in of_test]
            answers = {answer.value for outcome in found for answer in outcome.answers}
            values = [wire.decode(answer) for answer in answers if answer and entry.slips == 1]
            numbers = all(type(value) in (bool, float) for value in values)
            # Where zeros are right, a number that is 0 is half of it.
            if values and values != [0.0] and numbers and np.ptp(np.asarray(values, float)) < 1e-5:
                failed = {line.test_id for line in part.lines if entry.fails(line.test_id)}
                assert price(entry, part) == failed, entry.id


@pytest.mark.parametrize(
    "part", {part.name: part for _, part in ENTRIES}.values(), ids=lambda part: part.name
)
def test_no_check_of_a_function_is_worth_more_than_one_slip_may_cost(part: Part) -> None:
    for line in part.lines:
        assert line.points <= SHARE * part.worth + 1e-9, line.test


# Features whose rows gather in .grad, and a function that has its own from there.
GATHERED = """
def linearized_features(model, x):
    model.zero_grad()
    rows = []
    for point in x:
        model(point.reshape(1, 1)).backward()
        rows.append(torch.cat([parameter.grad.flatten() for parameter in model.parameters()]))
    return torch.stack(rows)
"""
SCORE = """
def mean_feature_overlap(model_a, model_b, x):
    a, b = ({}(model, x) for model in (model_a, model_b))
    norms = a.norm(dim=0) * b.norm(dim=0)
    cosines = (a * b).sum(dim=0) / torch.where(norms > 0, norms, 1)
    return float((cosines**{}).mean())
"""


def scored(source: str, judge: Judge, question: str = "q3_mean") -> PartResult:
    """The score of two networks' features, by the solutions with this at the end of features.py."""
    files = solutions().files
    text = f"{files['features.py']}\n{source}"
    submission = replace(solutions(), files={**files, "features.py": text})
    return judge.grade(submission, select(question)).parts[-1]


def test_what_follows_from_a_slip_of_a_function_that_is_called_costs_nothing(judge: Judge) -> None:
    built_on_it = GATHERED + SCORE.format("linearized_features", 2)
    part = scored(built_on_it, judge)
    assert part.score == part.possible
    assert {check.carried for check in part.checks} >= {"rows gathered in grad"}
    along = scored(built_on_it, judge, "features.py")
    assert [check.carried for check in along.checks] == [check.carried for check in part.checks]
    features = scored(built_on_it, judge, "q3_linearized")
    assert features.score <= 0.9 * features.possible


def test_a_slip_that_is_charged_nowhere_else_is_charged_here(judge: Judge) -> None:
    itself = GATHERED.replace("linearized_features", "_gathered") + SCORE.format("_gathered", 2)
    part = scored(itself, judge)
    assert 0.6 * part.possible <= part.score <= 0.9 * part.possible


def test_a_slip_of_its_own_is_charged_beside_one_that_follows(judge: Judge) -> None:
    part = scored(GATHERED + SCORE.format("linearized_features", 1), judge)
    assert part.score < 0.6 * part.possible
    assert not any(check.carried for check in part.checks)


def test_constants_that_would_follow_from_features_of_zero_earn_nothing(judge: Judge) -> None:
    zeros = "def linearized_features(model, x):\n    return torch.zeros(len(x), 7)\n"
    constant = "def mean_feature_overlap(model_a, model_b, x):\n    return 0.0\n"
    part = scored(zeros + constant, judge)
    assert part.score == 0
    assert not any(check.carried for check in part.checks)


INITIALIZE = """
def initialize(layer_dims, scheme, rng, weight_scale=1e-2):
    parameters = {{}}
    for layer, (fan_in, fan_out) in enumerate(zip(layer_dims, layer_dims[1:]), start=1):
        std = {{"zero": 0, "random": weight_scale, "he": np.sqrt(2 / {})}}[scheme]
        parameters[f"W{{layer}}"] = rng.normal(0, std, size=(fan_in, fan_out))
        parameters[f"b{{layer}}"] = np.zeros({})
    return parameters
"""


def test_two_slips_of_a_network_lose_more_than_either(judge: Judge) -> None:
    def score(he: str, bias: str) -> float:
        source = INITIALIZE.format(he, bias)
        submission = put_into_solutions(source, "initialize", "initialization")
        return judge.grade(submission, select("q4a_initialize")).total

    both = score("fan_out", "(1, fan_out)")
    assert score("fan_in", "fan_out") == 3
    assert both < min(score("fan_out", "fan_out"), score("fan_in", "(1, fan_out)"))


# Pairs that no case tells apart, because no honest case can, or none that is worth a point.
TOGETHER = (
    {"least_squares_learning_rates-zeros-counted",
     "least_squares_learning_rates-exact-zeros-alone"},
    {"decreasing_steps_needed-overshoot-forgotten", "decreasing_steps_needed-stops-at-b"},
    {"decreasing_steps_needed-estimate-rounded-to-the-nearest",
     "decreasing_steps_needed-beyond-the-distance"},
    {"mean_gradient_norm-gradients-changed", "mean_gradient_norm-doubles-changed"},
    {"he_init-legacy-generator", "he_init-global-seed"},
    {"he_init-normalised", "he_init-centred"},
)  # fmt: skip


@pytest.mark.parametrize("part", parts(), ids=lambda part: part.name)
def test_the_cases_tell_every_mistake_of_the_bank_from_every_other(part: Part) -> None:
    entries = known_mistakes(recording(), part.name).entries
    for entry in bank(HOMEWORK).of(part.name):
        if entry.brief:
            continue
        found = {each.id for each in single_slips(entries, trials_of(entry, part))}
        allowed = next((pair for pair in TOGETHER if entry.id in pair), {entry.id})
        assert found <= allowed, entry.id


def trials_of(entry: Misconception, part: Part) -> list[Trial]:
    return tried(entry, [find_check(line.test_id) for line in part.lines], recording())


@pytest.mark.parametrize("name", sorted(IN_BRIEF))
def test_two_slips_at_once_are_named_as_themselves_or_as_what_is_seen_of_them(name: str) -> None:
    (part,) = (part for part in parts() if part.name == name)
    entries = known_mistakes(recording(), name).entries
    for entry in [entry for entry in bank(HOMEWORK).of(name) if entry.brief][::16]:
        found = {each.name for each in single_slips(entries, trials_of(entry, part))}
        assert found, entry.id
        if entry.name not in found:
            # In no case does the one slip make a difference beside the other.
            assert all(each in entry.name for each in found), entry.id


@pytest.mark.parametrize("name", sorted(IN_BRIEF))
def test_two_slips_at_once_cost_all_that_they_fail(name: str) -> None:
    (part,) = (part for part in parts() if part.name == name)
    for entry in known_mistakes(recording(), name).entries:
        if entry.slips > 1:
            failed = {line.test_id for line in part.lines if entry.fails(line.test_id)}
            assert price(entry, part) == failed != set(), entry.id


@pytest.mark.parametrize("name", RENDERERS)
def test_every_renderer_says_what_passed_apart_from_the_slip(
    name: str, explaining_judge: Judge
) -> None:
    text = RENDERERS[name](graded(UNCORRECTED, explaining_judge))
    assert squeezed("count as passed apart from “no bias correction”") in text


def test_results_json_marks_each_check_that_passed_apart_from_the_slip(judge: Judge) -> None:
    report = graded(UNCORRECTED, judge)
    whole = finished(report, Settlement(report.total), Visibility())
    carried = {check.test_id for check in report.parts[0].checks if check.carried}
    assert set(whole["extra_data"]["apart_from_a_slip"]) == carried
    tagged = [test for test in whole["tests"] if "apart from a slip" in test["tags"]]
    assert len(tagged) == len(carried)
    assert all("no bias correction" in test["output"] for test in tagged)
    assert sum(test["score"] for test in whole["tests"]) == report.total


def test_a_hidden_check_that_passed_apart_says_so_and_nothing_of_its_cases(judge: Judge) -> None:
    part = part_of(UNCORRECTED, judge)
    hidden = next(check for check in part.checks if check.carried and check.hidden)
    assert check_as_markdown(part, hidden).startswith("passed apart from “no bias correction”")


def test_a_policy_switches_it_off(tmp_path: Path) -> None:
    path = tmp_path / "policies.toml"
    path.write_text("[follow_through]\ncarry = false\n", encoding="utf-8")
    rules = policies.load(path)
    assert not rules.follow_through.carry
    assert any("for itself" in line for line in policies.described(rules))
    path.write_text("[follow_through]\ncarry = 1\n", encoding="utf-8")
    with pytest.raises(PolicyError, match="true or false"):
        policies.load(path)


def test_without_it_each_check_counts_for_itself(judge: Judge) -> None:
    strict = Judge(
        HOMEWORK, judge.servers, judge.recording, judge.budget, explain=False, carry=False
    )
    part = part_of(UNCORRECTED, strict)
    assert part.score == each_for_itself(UNCORRECTED, judge) == 1
