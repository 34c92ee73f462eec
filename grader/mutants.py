"""Mutation test of the graded tests: `make mutants` changes the solutions in small ways and asks
who notices.

The mutations are cosmic-ray's. It was chosen over mutmut because its operators work on source text
in
memory, so that one warm judge grades a mutant in a fraction of a second; mutmut drives pytest and
forks it itself. A mutant that keeps full marks either needs a new property, or is listed with its
reason in `grader/tests/equivalent_mutants.toml`.
"""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cosmic_ray.ast
import cosmic_ray.plugins
from cosmic_ray.ast.ast_query import ASTQuery
from cosmic_ray.mutating import mutate_code
from rich.console import Console
from rich.progress import track

from grader.judge.budget import Budget
from grader.judge.checks import load_check
from grader.judge.grading import Judge, open_recording
from grader.judge.questions import Part, parts
from grader.judge.worker_pool import ForkServer
from grader.report.model import PartResult
from grader.submission import MODULES, Submission, load

ROOT = Path(__file__).resolve().parents[1]
EQUIVALENT = ROOT / "grader" / "tests" / "equivalent_mutants.toml"
# A mutant may loop for ever; an honest call takes milliseconds.
BUDGET = Budget(call=2.0, check=2.0, part=3.0)


@dataclass(frozen=True)
class Mutant:
    """One small change to one solution file."""

    module: str
    function: str
    line: int
    before: str
    after: str
    source: str

    @property
    def key(self) -> str:
        """How the list of equivalent mutants names it: stable when lines move."""
        return f"{self.module}.{self.function}: {self.before.strip()} -> {self.after.strip()}"


def mutants(module: str, source: str) -> Iterator[Mutant]:
    """Every mutant of a solution file, docstrings aside."""
    seen = {ast.dump(ast.parse(source))}
    for name in cosmic_ray.plugins.operator_names():
        operator_class = cosmic_ray.plugins.get_operator(name)
        if operator_class.arguments():
            continue
        operator = operator_class()
        tree = cosmic_ray.ast.get_ast(source)
        places = [
            (node, start)
            for node in cosmic_ray.ast.ast_nodes(tree)
            for start, _ in operator.mutation_positions(node)
        ]
        for occurrence, (node, (line, _)) in enumerate(places):
            mutated = mutate_code(source, operator, occurrence)
            tree_text = _tree(mutated)
            # Annotations are never evaluated, and two operators may make the same change.
            if tree_text is None or tree_text in seen:
                continue
            seen.add(tree_text)
            function = ASTQuery(node).get_definition_name() or "<module>"
            before, after = _changed_line(source, mutated, line)
            yield Mutant(module, function, line, before, after, mutated)


def _tree(source: str | None) -> str | None:
    try:
        return ast.dump(_without_annotations(ast.parse(source or "syntax error")))
    except SyntaxError:
        return None


def _without_annotations(tree: ast.AST) -> ast.AST:
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            node.annotation = None
        if isinstance(node, ast.FunctionDef):
            node.returns = None
    return tree


def _changed_line(before: str, after: str, line: int) -> tuple[str, str]:
    for old, new in zip(before.splitlines(), after.splitlines(), strict=False):
        if old != new:
            return old, new
    return before.splitlines()[line - 1], "(removed)"


class Trial:
    """Grades mutants against the parts that they can touch."""

    def __init__(self, judge: Judge, solution: Submission) -> None:
        self._judge = judge
        self._solution = solution
        self._parts: dict[str, list[Part]] = {}
        for part in parts():
            module = load_check(part.lines[0].test_id).module
            self._parts.setdefault(module, []).append(part)

    def losses(self, mutant: Mutant) -> list[PartResult]:
        """The parts in which a mutant loses points."""
        files = dict(self._solution.files) | {f"{mutant.module}.py": mutant.source}
        submission = replace(self._solution, files=files)
        served = self._parts.get(mutant.module, [])
        # No graded function calls another: the function's own part decides where it has one.
        own = [part for part in served if part.name.partition("_")[2] == mutant.function]
        report = self._judge.grade(submission, own or served)
        return [
            part
            for part in report.parts
            if any(c.failure or c.earned < c.points for c in part.checks)
        ]


def main(arguments: list[str]) -> int:
    """Grade the mutants of the named modules (default: all); 1 where one survives unlisted."""
    console = Console(highlight=False)
    equivalent: dict[str, str] = {}
    if EQUIVALENT.is_file():
        listed = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))["mutant"]
        equivalent = {row["change"]: row["reason"] for row in listed}
    solution = load(ROOT / "solutions")
    found = [
        mutant
        for module in (arguments or MODULES)
        for mutant in mutants(module, solution.files[f"{module}.py"])
    ]
    survived = []
    excused = 0
    with ForkServer() as server:
        server.preload({"torch"})
        trial = Trial(Judge(server, open_recording(), BUDGET, explain=False), solution)
        for mutant in track(found, "mutants", console=console):
            if trial.losses(mutant):
                continue
            if mutant.key in equivalent:
                excused += 1
            else:
                survived.append(mutant)
    for mutant in survived:
        console.print(f"survived  {mutant.key}  (line {mutant.line})", markup=False)
    killed = len(found) - excused - len(survived)
    console.print(
        f"{len(found)} mutants: {killed} killed, {len(survived)} survived, {excused} equivalent"
    )
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
