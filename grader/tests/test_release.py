"""What students get is what the solutions say, less the answers."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from grader.authoring.release import (
    drift,
    leaks,
    release,
    with_blank_values,
    without_solutions,
    work_that_would_go,
)
from grader.ending import UsageError
from grader.tests.course import ROOT

RNG = np.random.default_rng(0)
MODEL = torch.nn.Sequential(torch.nn.Linear(1, 2), torch.nn.ReLU(), torch.nn.Linear(2, 1))
# For each function, arguments that pass the checks ahead of the student's part.
EXAMPLES: dict[tuple[str, str], dict[str, tuple[Any, ...]]] = {
    ("Q1", "learning_rates"): {
        "gradient_descent": ([1, 2], [1, 1], 0.1, 3),
        "convergence_factors": ([1, 2], 0.1),
        "is_stable": ([1, 2], 0.1),
        "max_learning_rate": ([1, 2],),
        "steps_to_accuracy": ([1, 2], 0.1, 0.5),
        "slowest_dimension": ([1, 2], 0.1),
        "optimal_learning_rate": ([1, 2],),
        "least_squares_gradient_descent": ([[1, 0], [0, 2]], [1, 1], 0.1, 3),
        "least_squares_learning_rates": ([[1, 0], [0, 2]],),
    },
    ("Q2", "step_sizes"): {
        "distance_gradient": ([1, 2], [0, 0]),
        "constant_step_sizes": (1, 3),
        "decreasing_step_sizes": (3,),
        "gradient_descent": ([1, 2], [0, 0], [1, 1]),
        "steps_until_within": ([1, 2], [0, 0], [1, 1], 0.1),
        "constant_step_limit": (7.5, 1),
        "constant_step_reaches": (7.5, 1, 0.1),
        "decreasing_steps_needed": (2, 0.1),
        "decreasing_steps_estimate": (2,),
    },
    ("Q3", "features"): {
        "build_mlp": (3, 1),
        "linearized_features": (MODEL, [0.5, 1]),
        "feature_block": (MODEL, [0.5, 1], "0.bias"),
        "principal_features": (MODEL, [0.5, 1], [2]),
        "principal_overlap": (MODEL, MODEL, [0.5, 1], 1),
        "mean_feature_overlap": (MODEL, MODEL, [0.5, 1]),
    },
    ("Q4a", "initialization"): {
        "zero_init": (3, 2, RNG),
        "random_init": (3, 2, RNG),
        "he_init": (3, 2, RNG),
        "initialize": ([3, 2, 2], "he", RNG),
    },
    ("Q4b", "optimizers"): {
        "sgd": ([1, 2], [1, 1]),
        "sgd_momentum": ([1, 2], [1, 1]),
        "rmsprop": ([1, 2], [1, 1]),
        "adam": ([1, 2], [1, 1], {"t": 3}),
    },
    ("Q4c", "training"): {"mean_gradient_norm": ({"W1": [3, 4]},)},
}
MODULES = [module for _, module in EXAMPLES]
FUNCTIONS = [(*place, function) for place, calls in EXAMPLES.items() for function in calls]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """The solutions with what is released of them, in a folder of the test's own."""
    shutil.copytree(ROOT / "solutions", tmp_path / "solutions")
    shutil.copy(ROOT / "homework.toml", tmp_path)
    (tmp_path / "student").mkdir()
    release(tmp_path)
    return tmp_path


def stub_source(module: str) -> str:
    return without_solutions(ROOT / "solutions" / f"{module}.py")


def stub(module: str) -> dict[str, Any]:
    """The namespace of a released module."""
    namespace: dict[str, Any] = {"__name__": module}
    exec(compile(stub_source(module), f"student/{module}.py", "exec"), namespace)
    return namespace


def public_functions(source: str) -> dict[str, ast.FunctionDef]:
    return {
        node.name: node
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }


def solution_functions(module: str) -> dict[str, ast.FunctionDef]:
    return public_functions((ROOT / "solutions" / f"{module}.py").read_text(encoding="utf-8"))


def test_the_student_files_are_what_release_makes_of_the_solutions() -> None:
    assert drift(ROOT) == []


def test_no_line_of_a_solution_stands_in_what_students_get() -> None:
    assert leaks(ROOT) == []


@pytest.mark.parametrize(("question", "module"), EXAMPLES)
def test_every_function_has_an_example_here(question: str, module: str) -> None:
    assert list(solution_functions(module)) == list(EXAMPLES[question, module])


@pytest.mark.parametrize(("question", "module", "function"), FUNCTIONS)
def test_a_stub_says_which_question_is_not_started(
    question: str, module: str, function: str
) -> None:
    arguments = EXAMPLES[question, module][function]

    with pytest.raises(NotImplementedError, match=rf"^{question} {function}( \(optional\))?: \S"):
        stub(module)[function](*arguments)


@pytest.mark.parametrize("module", MODULES)
def test_stubs_keep_signatures_and_docstrings(module: str) -> None:
    solutions, stubs = solution_functions(module), public_functions(stub_source(module))

    assert list(stubs) == list(solutions)
    for name, solution in solutions.items():
        assert ast.unparse(stubs[name].args) == ast.unparse(solution.args)
        assert ast.get_docstring(stubs[name]) == ast.get_docstring(solution)


@pytest.mark.parametrize("module", MODULES)
def test_every_docstring_says_shapes_errors_and_source(module: str) -> None:
    for name, function in solution_functions(module).items():
        docstring = ast.get_docstring(function) or ""
        for part in ("Source: Q", "Args:", "Returns:", "Raises:\n    ValueError: "):
            assert part in docstring, f"{name} lacks {part!r}"


@pytest.mark.parametrize("module", MODULES)
def test_no_graded_function_calls_another_one(module: str) -> None:
    functions = solution_functions(module)
    for name, function in functions.items():
        used = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
        assert used & set(functions) <= set(), f"{name} uses {used & set(functions)}"


def test_constants_that_students_choose_are_none() -> None:
    training = stub("training")

    assert training["MATCHED_SGD_LEARNING_RATE"] is None
    assert training["BEST_MODEL"] is None


def test_the_form_is_released_blank() -> None:
    form = with_blank_values(ROOT / "solutions" / "process.toml")

    assert tomllib.loads(form) == {
        "sources": [],
        "collaborators": [],
        "worked_alone": False,
        "hours": 0,
    }


def test_a_fresh_release_neither_drifts_nor_leaks(course: Path) -> None:
    assert drift(course) == []
    assert leaks(course) == []


def test_drift_names_files_that_were_edited_or_are_missing(course: Path) -> None:
    (course / "student" / "process.toml").unlink()
    for folder in ("student", "tests/stubs"):
        with (course / folder / "training.py").open("a", encoding="utf-8") as file:
            file.write("# mine\n")

    edited = ["student/process.toml", "student/training.py", "tests/stubs/training.py"]
    assert drift(course) == edited


@pytest.mark.parametrize("name", ["HANDOUT.md", "provided/solver.py", "optimizers.py"])
def test_a_line_of_a_solution_is_found_wherever_it_stands(course: Path, name: str) -> None:
    shown = course / "student" / name
    shown.parent.mkdir(exist_ok=True)
    with shown.open("a", encoding="utf-8") as file:
        file.write("    m_hat = m / (1 - beta1**t)\n")

    assert leaks(course) == [f"{name}: m_hat = m / (1 - beta1**t)"]


def test_markers_that_do_not_pair_up_are_named_and_nothing_is_written(course: Path) -> None:
    before = (course / "student" / "features.py").read_text(encoding="utf-8")
    solution = course / "solutions" / "step_sizes.py"
    text = solution.read_text(encoding="utf-8").replace("# END SOLUTION", "", 1)
    solution.write_text(text, encoding="utf-8")
    features = course / "solutions" / "features.py"
    features.write_text("x = 1  # SOLUTION\n", encoding="utf-8")

    with pytest.raises(UsageError, match=r"^step_sizes\.py: markers don't pair up at '# BEGIN"):
        release(course)

    assert (course / "student" / "features.py").read_text(encoding="utf-8") == before


def test_a_release_does_not_take_work_that_is_nowhere_else(tmp_path: Path) -> None:
    for folder in ("solutions", "student"):
        (tmp_path / folder).mkdir()
    for source in (ROOT / "solutions").glob("*.*"):
        (tmp_path / "solutions" / source.name).write_bytes(source.read_bytes())
    release(tmp_path)
    assert work_that_would_go(tmp_path) == []

    with (tmp_path / "solutions" / "training.py").open("a") as solution:
        solution.write("# a later edition\n")
    assert work_that_would_go(tmp_path) == []  # what the last release wrote may go

    with (tmp_path / "student" / "optimizers.py").open("a") as work:
        work.write("# my own work\n")
    assert work_that_would_go(tmp_path) == ["optimizers.py"]


def test_answers_in_a_notebook_are_work_and_outputs_alone_are_not(course: Path) -> None:
    path = course / "student" / "notebooks" / "q1_learning_rates.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["execution_count"] = 1
    path.write_text(json.dumps(notebook), encoding="utf-8")  # as Jupyter saves it after a run
    assert work_that_would_go(course) == []

    notebook["cells"][-1]["source"] = "For every η below 1/σ²."
    path.write_text(json.dumps(notebook), encoding="utf-8")
    assert work_that_would_go(course) == ["notebooks/q1_learning_rates.ipynb"]


@pytest.mark.parametrize("text", ["mine", "[]", '{"cells": 1}', '{"cells": [{}]}', "{" * 100])
def test_a_notebook_that_can_not_be_read_is_work(course: Path, text: str) -> None:
    (course / "student" / "notebooks" / "q2_step_sizes.ipynb").write_text(text, encoding="utf-8")

    assert work_that_would_go(course) == ["notebooks/q2_step_sizes.ipynb"]


def test_what_git_has_may_go(course: Path) -> None:
    path = course / "student" / "notebooks" / "q1_learning_rates.ipynb"
    path.write_text("an earlier edition", encoding="utf-8")
    who = ["-c", "user.name=someone", "-c", "user.email=someone@example.org"]
    for command in (["init"], ["add", "student"], [*who, "commit", "--message", "an edition"]):
        subprocess.run(["git", *command], cwd=course, check=True, capture_output=True)

    assert work_that_would_go(course) == []


@pytest.mark.parametrize("name", ["process.toml", "step_sizes.py"])
def test_a_solution_without_markers_is_not_released(course: Path, name: str) -> None:
    solution = course / "solutions" / name
    text = solution.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if "SOLUTION" not in line and "PROMPT" not in line]
    solution.write_text("\n".join(lines) + "\n", encoding="utf-8")

    with pytest.raises(UsageError, match=rf"^{name}: put # BEGIN SOLUTION and # END SOLUTION"):
        release(course)
