"""A check may ask for an exception: one of its kind will do, and nothing else."""

from __future__ import annotations

import pytest

from grader.calls.failures import CallFailed, StudentRaised
from grader.calls.proxy import Proxy
from grader.calls.servers import Servers
from grader.diagnosis.bank import Misconception
from grader.diagnosis.mistaken_caller import MistakenCaller
from grader.tests.test_confinement import session_with
from grader.trials.mismatch import Mismatch
from grader.trials.raising import require_raises

RATES = """
class NoRate(ValueError):
    pass

def strict(rate):
    if rate < 0:
        raise NoRate(rate)
    return rate

def lax(rate):
    return rate

def other(rate):
    return {}[rate]
"""


def test_an_exception_of_the_kind_or_one_that_inherits_from_it_will_do(servers: Servers) -> None:
    session = session_with(RATES, servers)
    rates = Proxy(session)
    for kind in ("NoRate", "ValueError", "Exception"):
        with require_raises(kind, "a negative rate"):
            rates.strict(-1.0)
    with (
        pytest.raises(Mismatch, match="a negative rate raised nothing where a ValueError was"),
        require_raises("ValueError", "a negative rate"),
    ):
        rates.lax(-1.0)
    with pytest.raises(StudentRaised, match="KeyError"), require_raises("ValueError", "a rate"):
        rates.other(-1.0)
    session.close()


@pytest.mark.parametrize("text", ["raise ValueError(1)", "import torch.no_such_module", "1 +"])
def test_a_file_that_does_not_load_raises_nothing_that_was_asked_for(
    text: str, servers: Servers
) -> None:
    session = session_with(text, servers)
    for kind in ("ValueError", "ImportError", "SyntaxError", "NameError"):
        with pytest.raises(CallFailed), require_raises(kind, "a rate"):
            Proxy(session).strict(-1.0)
    session.close()


def test_a_stub_raises_nothing_that_was_asked_for() -> None:
    def strict(rate: float) -> float:
        raise StudentRaised(
            "NotImplementedError", "", "", not_started=True, bases=("RuntimeError",)
        )

    stub = Proxy(MistakenCaller(Misconception("strict-stub", "p", "strict", "", "", strict)))
    with pytest.raises(StudentRaised), require_raises("RuntimeError", "a negative rate"):
        stub.strict(-1.0)


def test_a_known_mistake_raises_what_is_asked_for_too() -> None:
    def strict(rate: float) -> float:
        raise UnicodeError("a ValueError is what it is")

    mistake = Proxy(MistakenCaller(Misconception("strict-odd", "p", "strict", "", "", strict)))
    with require_raises("ValueError", "a negative rate"):
        mistake.strict(-1.0)
