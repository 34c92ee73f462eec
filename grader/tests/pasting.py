"""What happens where a case is pasted into a prompt."""

from __future__ import annotations

import ast
import sys
import types
from typing import Any

import pytest

from grader.display.case_code import case_as_code
from grader.display.snippet import as_code
from grader.model import CheckResult
from grader.tests.mixing import solutions
from grader.tests.variants import Variant, submission
from grader.trials.checks import quiet
from grader.worker import wire
from grader.worker.values import Workbench


def assert_fails_as_told(check: CheckResult, bug: Variant) -> None:
    """A failed check's case, pasted, gives what the report says came back, and with the solutions
    something else."""
    failure = check.failure
    assert failure is not None
    code, last = case_as_code(failure.calls, check.module, failure.look), failure.calls[-1]
    theirs, again, right = (
        _pasted(code, files[f"{bug.module}.py"], bug.module)
        for files in (submission(bug).files, submission(bug).files, solutions().files)
    )
    assert wire.encode(theirs) != wire.encode(right), code
    if last.raised is not None:
        assert theirs == last.raised[0], code
    # Some draw other numbers each time; an answer that is too large is not kept.
    elif not failure.look and wire.encode(theirs) == wire.encode(again) and last.value is not None:
        shown = theirs[-1] if "for _ in range" in code.splitlines()[-1] else theirs
        assert as_code(shown, 3) == as_code(last.value, 3), code


def _pasted(code: str, source: str, module: str) -> Any:
    """The value that the code has at last, with a file of this source, or the name of what it
    raises."""
    loaded = types.ModuleType(f"student.{module}")
    exec(source, loaded.__dict__)
    with pytest.MonkeyPatch.context() as patch, quiet():
        patch.setitem(sys.modules, loaded.__name__, loaded)
        try:
            return Workbench().reduce(_at_a_prompt(code))
        except Exception as error:
            return type(error).__name__


def _at_a_prompt(code: str) -> Any:
    """What a prompt shows after the code's last line."""
    *before, last = ast.parse(code).body
    assert isinstance(last, ast.Expr)
    names: dict[str, Any] = {}
    exec(compile(ast.Module(before, []), "case", "exec"), names)
    return eval(compile(ast.Expression(last.value), "case", "eval"), names)
