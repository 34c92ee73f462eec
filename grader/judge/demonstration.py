"""A picture where looking shows better than reading: a part's example, run by the submission,
beside what was expected there.

The examples are the homework's. Where an answer can't be drawn, or looks the same as the right one,
there is nothing to show.
"""

from __future__ import annotations

import traceback

import numpy as np

from grader.calls.failures import CallFailed, Restart
from grader.calls.proxy import Proxy
from grader.calls.session import Session
from grader.model import Drawing
from grader.trials.checks import PICTURES, find_test, quiet
from grader.trials.recording import Recording

# Two lines nearer than this part of the picture's height are one line to the eye.
VISIBLE = 0.02


@quiet()
def demonstrate(
    recording: Recording, part: str, session: Session, faults: list[str]
) -> Drawing | None:
    """The part's example, run by the submission; None where there is nothing to see."""
    try:
        example = f"{PICTURES}::{part}"
        if example not in recording.tests[part]:
            return None
        (case,) = recording.graded(part, example)
        session.begin_check()
        session.begin_case()
        drawing = find_test(recording.homework, example)(Proxy(session), **case.arguments)
        return drawing if _differs(drawing) else None
    except (
        CallFailed,
        Restart,
        AssertionError,
        ValueError,
        TypeError,
        ArithmeticError,
        KeyError,
        IndexError,
    ):
        return None  # what can't be drawn is not drawn; the checks have said what is wrong
    except Exception:
        faults.append(f"the picture of {part} could not be drawn:\n{traceback.format_exc()}")
        return None


def _differs(drawing: Drawing) -> bool:
    if drawing.kind == "histogram":
        ratio = float(np.std(drawing.got) / drawing.expected)
        return not 0.95 < ratio < 1.05
    gap = np.max(np.abs(drawing.got - drawing.expected))
    return bool(gap > VISIBLE * np.ptp(drawing.expected))
