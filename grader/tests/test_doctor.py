"""The doctor says what holds here, and what it means where something does not."""

from __future__ import annotations

import io
import sys

import pytest
from rich.console import Console

from grader.__main__ import main
from grader.desk.doctor.examination import READ_TESTS, Examination, Trial, examine
from grader.desk.doctor.show import show
from grader.tests.course import HOMEWORK
from grader.worker.layers import LAYERS


def shown(found: Examination) -> str:
    """The doctor's text in a terminal of 80 columns."""
    text = io.StringIO()
    show(found, Console(file=text, width=80, color_system=None))
    return text.getvalue()


def test_the_command_shows_every_layer_and_every_trial(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["doctor"]) == 0
    text = capsys.readouterr().out
    assert all(name in text for name in LAYERS)
    assert READ_TESTS in text
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.skipif(sys.platform != "linux", reason="the layers are Linux's")
def test_what_the_layers_are_there_for_is_refused() -> None:
    found = examine(HOMEWORK)
    if {"landlock", "seccomp", "limits"} <= set(found.layers):
        assert [trial.words for trial in found.trials if trial.succeeded] == []
    else:
        assert "missing" in shown(found)


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        (READ_TESTS, "can read the references here"),
        ("open a socket", "act on this machine"),
    ],
)
def test_what_a_submission_could_do_is_said_with_what_to_do(words: str, verdict: str) -> None:
    text = shown(Examination(("session", "limits"), (Trial(words, True),), ()))
    assert verdict in " ".join(text.split())
    assert "it could" in text
    assert "missing" in text


def test_a_machine_that_refuses_everything_gets_a_clean_bill() -> None:
    text = shown(Examination(tuple(LAYERS), (Trial(READ_TESTS, False), Trial("x", None)), ()))
    assert "Everything that was tried was refused." in text
    assert "missing" not in text
