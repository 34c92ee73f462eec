"""However large a returned value is, what a report does with it stays small."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader.display import side_by_side
from grader.display.snippet import number


@pytest.mark.parametrize(
    "shape", [(10**6,), (1000, 1000), (10**6, 1), (1, 10**6), (100, 100, 100), (1,) * 7 + (10**6,)]
)
@pytest.mark.parametrize("marks", [True, False])
def test_few_entries_of_a_large_array_are_written_out(
    shape: tuple[int, ...], marks: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []

    def counted(*arguments: Any) -> str:
        written.append(1)
        return number(*arguments)

    monkeypatch.setattr(side_by_side, "number", counted)
    last = tuple(n - 1 for n in shape) if marks else None
    text = side_by_side.marked(np.ones(shape), last)
    assert len(written) < 200
    assert (">" in text) == marks
