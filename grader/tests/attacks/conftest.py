"""A judge with short deadlines, and one set of surroundings for all attacks."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.calls.budget import Budget
from grader.calls.servers import Servers
from grader.judge.grading import Judge
from grader.tests.attacks.attack import Attack
from grader.tests.attacks.surroundings import Surroundings, surroundings
from grader.tests.course import HOMEWORK, recording

# Not much longer than honest answers take.
BUDGET = Budget(load=0.9, call=0.5, check=0.6, part=0.9)
Judges = Callable[[Attack], Judge]


@pytest.fixture(scope="session")
def judge_of(servers: Servers) -> Judges:
    """The judge for an attack: one that explains failures where what came back is what attacks."""
    scoring, explaining = (
        Judge(HOMEWORK, servers, recording(), BUDGET, explain=explain) for explain in (False, True)
    )
    return lambda attack: explaining if attack.attacks_the_report else scoring


@pytest.fixture(scope="session")
def patient_judge(servers: Servers) -> Judge:
    """A judge for honest answers, however busy the machine is."""
    return Judge(HOMEWORK, servers, recording(), explain=False)


@pytest.fixture(scope="session")
def around() -> Iterator[Surroundings]:
    """Files, sockets and processes for attacks to find."""
    with tempfile.TemporaryDirectory(prefix="around-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # another user could read everything in it
        with surroundings(folder) as found:
            yield found
