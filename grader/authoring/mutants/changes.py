"""Every small change to a solution file that cosmic-ray's operators can make."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cosmic_ray.ast
import cosmic_ray.plugins
from cosmic_ray.ast.ast_query import ASTQuery
from cosmic_ray.mutating import mutate_code

from grader.authoring.mutants.reach import definitions, parsed


@dataclass(frozen=True)
class Mutant:
    """One small change to one solution file.

    provided: the changed line stands outside of the student's part.
    """

    module: str
    function: str
    line: int
    before: str
    after: str
    source: str
    provided: bool

    @property
    def key(self) -> str:
        """How the list of equivalent mutants names it: stable when lines move."""
        return f"{self.module}.{self.function}: {self.before.strip()} -> {self.after.strip()}"


def mutants(module: str, source: str) -> Iterator[Mutant]:
    """Every mutant of a solution file; docstrings and annotations are left alone."""
    seen = [definitions(source)]
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
            if mutated is None or parsed(mutated) is None:
                continue
            # Two operators may make the same change.
            text = definitions(mutated)
            if text in seen:
                continue
            seen.append(text)
            function = ASTQuery(node).get_definition_name() or "<module>"
            yield mutant(module, function, line, source, mutated)


def mutant(module: str, function: str, line: int, source: str, mutated: str) -> Mutant:
    """A mutant, described by the line that changed (`line` is where it begins)."""
    lines = source.splitlines()
    before, after = lines[line - 1], "(removed)"
    for number, (old, new) in enumerate(zip(lines, mutated.splitlines(), strict=False), start=1):
        if old != new:
            line, before, after = number, old, new
            break
    return Mutant(module, function, line, before, after, mutated, not _is_a_students(lines, line))


def _is_a_students(lines: list[str], line: int) -> bool:
    """Whether the line stands between solution markers."""
    inside = False
    for text in lines[:line]:
        if text.strip().startswith("# BEGIN SOLUTION"):
            inside = True
        elif text.strip() == "# END SOLUTION":
            inside = False
    return inside
