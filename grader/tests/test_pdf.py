"""PDFs of the written answers: by whichever tool is there, with a clear word where none is."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.authoring import pdf
from grader.tests.course import HOMEWORK


def test_latex_is_used_where_both_of_its_tools_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda tool: f"/usr/bin/{tool}")

    assert pdf.exporter() == "latex"


def test_a_browser_is_used_where_a_tool_of_latex_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("shutil.which", {"pandoc": "/usr/bin/pandoc"}.get)
    monkeypatch.setattr(pdf, "_browser_is_there", lambda: True)

    assert pdf.exporter() == "html"


def test_without_tools_it_says_what_to_install_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("shutil.which", lambda tool: None)
    monkeypatch.setattr(pdf, "_browser_is_there", lambda: False)

    assert pdf.main(HOMEWORK) == 2
    said = capsys.readouterr().err
    assert "playwright install chromium" in said
    assert "pandoc and xelatex" in said
    assert not list(tmp_path.iterdir())
