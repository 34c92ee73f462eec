"""Let Hypothesis look for a smaller failing case, within a number of runs."""

from __future__ import annotations

import contextlib
import io
from typing import Any

from hypothesis import Phase, Verbosity, settings

from grader.calls.session import Session
from grader.trials.cases import SEED
from grader.trials.checks import CaseFailure, Check, run_case
from grader.worker import wire


class _Stop(BaseException):
    """Ends Hypothesis's search: the runs are used up."""


def shrink(check: Check, session: Session, runs: int) -> list[CaseFailure]:
    """Run the test with Hypothesis itself; every failing case that it came across, at most `runs`
    cases in all."""
    test: Any = check.test
    if not hasattr(test, "hypothesis"):
        return []
    body = check.body
    found: list[CaseFailure] = []
    left = runs

    def one_case(**case: Any) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise _Stop
        del case[check.module]
        case = wire.normalize(case)
        test.hypothesis.inner_test = body
        failure = run_case(check, case, session)
        test.hypothesis.inner_test = one_case
        if failure is not None:
            found.append(failure)
            raise failure.error

    saved = getattr(test, "_hypothesis_internal_use_settings", None)
    test._hypothesis_internal_use_settings = settings(
        saved, phases=(Phase.generate, Phase.shrink), verbosity=Verbosity.quiet,
        report_multiple_bugs=False, print_blob=False,
    )  # fmt: skip
    test._hypothesis_internal_use_seed = SEED
    test.hypothesis.inner_test = one_case
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            test(None)
    except KeyboardInterrupt:
        raise
    except BaseException:
        # The search ends by raising the failure, _Stop, or what Hypothesis thinks of it; `found`
        # has what counts.
        pass
    finally:
        test.hypothesis.inner_test = body
        test._hypothesis_internal_use_settings = saved
    return found
