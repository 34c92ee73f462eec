"""What a change can touch: which definitions of a file use which, and which parts call them."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from grader.calls.failures import CallFailed
from grader.calls.session import session_with
from grader.judge.grading import Judge
from grader.judge.rubric import Part
from grader.submission import Submission
from grader.trials.checks import load_check, run_case

# What stands outside of all definitions (imports) touches every one.
EVERYWHERE = "<module>"


def parsed(source: str) -> ast.Module | None:
    """The tree of a file without annotations, which are never evaluated; None for bad syntax."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.FunctionDef):
            node.returns = None
        elif isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(None)
    return tree


def definitions(source: str) -> dict[str, str]:
    """What each name at the top of a file stands for, as text that ignores layout and comments."""
    tree = parsed(source)
    assert tree is not None, "a solution has no syntax errors"
    found: dict[str, str] = {}
    for node in tree.body:
        name = _defined(node)
        found[name] = found.get(name, "") + ast.dump(node)
    return found


def changed(source: str, mutated: str) -> set[str]:
    """The names whose definitions differ."""
    old, new = definitions(source), definitions(mutated)
    return {name for name in old | new if old.get(name) != new.get(name)}


def users(source: str, names: Iterable[str]) -> set[str]:
    """The names and all that use one of them, directly or not."""
    tree = parsed(source)
    assert tree is not None, "a solution has no syntax errors"
    used = {
        _defined(node): {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
        for node in tree.body
    }
    reached = set(names)
    if EVERYWHERE in reached:
        return set(used)
    while more := {name for name, uses in used.items() if uses & reached} - reached:
        reached |= more
    return reached


def called_by(part: Part, solution: Submission, judge: Judge) -> set[str]:
    """The names of the student's file that the checks of a part ask for."""
    called: set[str] = set()
    for line in part.lines:
        check = load_check(judge.homework, line.test_id)
        with session_with(solution, judge.servers, check.module, judge.budget) as session:
            for case in judge.recording.graded(part.name, line.test_id):
                run = run_case(check, case, session)
                if isinstance(run.error, CallFailed):
                    raise run.error
                called |= {call.name for call in run.calls}
    return called


def _defined(node: ast.stmt) -> str:
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return name
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return name
    return EVERYWHERE
