"""The measurement of the tests, measured: which changes are made, who can notice, what is said."""

from __future__ import annotations

import ast

import pytest

from grader.authoring.mutants.__main__ import equivalent, report
from grader.authoring.mutants.changes import Mutant, mutant, mutants
from grader.authoring.mutants.reach import called_by, changed, users
from grader.authoring.mutants.trial import Trial, Verdict
from grader.calls.budget import Budget
from grader.judge.grading import Judge
from grader.judge.rubric import Part
from grader.tests.course import HOMEWORK, parts
from grader.tests.mixing import solutions

SOURCE = '''"""A docstring with 1 + 1."""

SHARED = 3


def _helper(x: int | None) -> int:
    return x * SHARED


def one(x):
    """Gives 2."""
    # BEGIN SOLUTION NO PROMPT
    return _helper(x) < 2
    # END SOLUTION


def other(x):
    return x
'''


def change(module: str, old: str, new: str) -> Mutant:
    """The solution's file with `old`, which occurs once, replaced."""
    source = solutions().files[f"{module}.py"]
    assert source.count(old) == 1, "the change must be unambiguous"
    line = source[: source.index(old)].count("\n") + 1
    definition = next(
        node.name
        for node in reversed(ast.parse(source).body)
        if isinstance(node, ast.FunctionDef) and node.lineno <= line
    )
    return mutant(module, definition, line, source, source.replace(old, new))


@pytest.fixture(scope="module")
def trial(judge: Judge) -> Trial:
    return Trial(judge, solutions())


def part(name: str) -> Part:
    return next(part for part in parts() if part.name == name)


def test_mutants_differ_from_the_source_and_from_each_other_in_what_they_do() -> None:
    sources = [mutant.source for mutant in mutants("m", SOURCE)]
    trees = [ast.dump(ast.parse(source)) for source in sources]
    assert len(set(trees)) == len(trees) > 10
    for source in sources:
        assert changed(SOURCE, source)


def test_docstrings_and_annotations_are_left_alone() -> None:
    for source in (SOURCE.replace("1 + 1", "2"), SOURCE.replace("int | None", "int")):
        for one in mutants("m", source):
            assert '"""Gives 2."""' in one.source
    annotated = "def f(x: int | None) -> int | str:\n    return x\n"
    assert list(mutants("m", annotated)) == []


def test_a_mutant_is_named_by_its_change_and_not_by_its_line() -> None:
    moved = SOURCE.replace("SHARED = 3", "\n\nSHARED = 3")
    keys = [m.key for m in mutants("m", SOURCE)]
    assert "m.one: return _helper(x) < 2 -> return _helper(x) <= 2" in keys
    assert [m.key for m in mutants("m", moved)] == keys


def test_what_stands_outside_of_the_markers_is_provided() -> None:
    provided = {m.function: m.provided for m in mutants("m", SOURCE)}
    assert provided == {"one": False, "_helper": True, "<module>": True}


def test_a_change_reaches_those_that_use_what_changed() -> None:
    assert changed(SOURCE, SOURCE.replace("SHARED = 3", "SHARED = 4")) == {"SHARED"}
    assert users(SOURCE, {"SHARED"}) == {"SHARED", "_helper", "one"}
    assert users(SOURCE, {"other"}) == {"other"}
    assert changed(SOURCE, "import math\n" + SOURCE) == {"<module>"}
    assert users(SOURCE, {"<module>"}) >= {"one", "other"}


def test_a_part_calls_what_its_checks_ask_for(judge: Judge) -> None:
    assert called_by(part("q4a_he_init"), solutions(), judge) == {"he_init"}
    # The fault may lie in the function for one layer.
    assert "initialize" in called_by(part("q4a_initialize"), solutions(), judge)


def test_a_wrong_formula_is_killed_in_its_own_part(trial: Trial) -> None:
    wrong = change("optimizers", "w - learning_rate * dw, config", "w + learning_rate * dw, config")
    verdict = trial.verdict(wrong)
    assert (verdict.lost, verdict.elsewhere, verdict.survived) == (("q4b_sgd",), (), False)


def test_a_change_of_a_shared_helper_is_killed_in_the_parts_that_it_reaches(trial: Trial) -> None:
    wrong = change("features", "h.detach()", "2 * h.detach()")
    verdict = trial.verdict(wrong)
    assert {"q3_linearized_features", "q3_feature_block"} <= set(verdict.lost)
    assert "q3_build_mlp" not in verdict.lost
    assert verdict.elsewhere == ()


def test_an_equivalent_change_survives(trial: Trial) -> None:
    same = change("optimizers", "w - learning_rate * dw, config", "-learning_rate * dw + w, config")
    assert trial.verdict(same).survived


def test_an_endless_loop_is_killed_after_a_second_and_longer_look(judge: Judge) -> None:
    trial = Trial(judge, solutions(), patient=Budget(call=2.5, check=2.5, part=2.5))
    assert trial.verdict(change("step_sizes", "        i += 1\n", "        i += 0\n")).lost


def test_a_change_of_the_provided_validation_is_noticed_by_its_tests(trial: Trial) -> None:
    old = 'width = count("width", width, at_least=1)'
    verdict = trial.verdict(change("features", old, old.replace("1", "0")))
    assert (verdict.lost, verdict.noticed) == ((), True)


def test_the_command_complains_of_survivors_strays_and_stale_excuses() -> None:
    first, second, third, *_ = mutants("m", SOURCE)
    verdicts = [
        Verdict(first, (), ()),
        Verdict(second, (), ()),
        Verdict(third, ("q1",), ("q2",)),
    ]
    complaints, summary = report(verdicts, {second.key: "why", "m.f: gone -> away": "why"})
    assert [line.split()[0] for line in complaints] == ["survived", "elsewhere", "listed"]
    assert "1 killed by the graded tests" in summary
    assert "1 survived, 1 equivalent; 1 lost points in another part" in summary


def test_every_excuse_quotes_a_line_of_its_file_and_gives_a_reason() -> None:
    for change_made, reason in equivalent(HOMEWORK).items():
        place, _, change_text = change_made.partition(": ")
        before, _, after = change_text.partition(" -> ")
        lines = solutions().files[f"{place.split('.')[0]}.py"].splitlines()
        assert before in [line.strip() for line in lines], change_made
        assert after
        assert reason.endswith("."), change_made
