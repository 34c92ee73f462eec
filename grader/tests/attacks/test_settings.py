"""The same attacks where a grader has fewer rights: as a normal user, and as a container's root.

Both run at once, in processes of their own; a grader that has no root itself is the first of them.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.tests.course import ROOT, recording

TESTS = str(Path(__file__).with_name("test_attacks.py"))
NO_RIGHTS = ["--bounding-set=-all", "--inh-caps=-all"]
SETTINGS = {
    "a normal user": ["--reuid=61234", "--regid=61234", "--clear-groups", *NO_RIGHTS],
    "root without capabilities": NO_RIGHTS,
}

pytestmark = [
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can give up its rights"),
    pytest.mark.skipif(not shutil.which("setpriv"), reason="setpriv is missing"),
]


def closed_above(path: Path) -> Path | None:
    """The folder above a path that another user can't enter, None where there is none."""
    return next((p for p in reversed(path.parents) if not p.stat().st_mode & 0o001), None)


def opened(command: str) -> str:
    """Shell lines that run a command where anyone can read this project and its interpreter.

    They may lie in a home folder that is closed to others: then the command sees them, and nothing
    else, in its place.
    """
    needed = {path.resolve() for path in (ROOT, Path(sys.prefix), Path(sys.base_prefix))}
    closed = {path: folder for path in needed if (folder := closed_above(path))}
    if not closed:
        return f"exec {command}"
    hold = ["hold=$(mktemp -d)"]
    back = []
    for number, path in enumerate(closed):
        hold.append(
            f'mkdir "$hold/{number}"; mount --bind {shlex.quote(str(path))} "$hold/{number}"'
        )
        back.append(f"mkdir -p {shlex.quote(str(path))}")
        back.append(f'mount --bind "$hold/{number}" {shlex.quote(str(path))}')
    cover = [f"mount -t tmpfs -o mode=755 none {folder}" for folder in set(closed.values())]
    script = "; ".join(["set -e", *hold, *cover, *back, f"cd {shlex.quote(str(ROOT))}"])
    return f"exec unshare -m sh -c {shlex.quote(f'{script}; exec {command}')}"


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, subprocess.Popen[str]]]:
    """The suite under way in every setting."""
    recording()  # drawn by now, where everyone can read it
    started: dict[str, subprocess.Popen[str]] = {}
    for name, rights in SETTINGS.items():
        home = Path("/tmp") / f"attacks-{os.getpid()}-{len(started)}"
        home.mkdir(mode=0o777)
        home.chmod(0o777)
        tests = [sys.executable, "-m", "pytest", "--tb=short", TESTS]
        started[name] = subprocess.Popen(
            ["sh", "-c", opened(shlex.join(["setpriv", *rights, *tests]))],
            cwd=ROOT,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(home),
                "TMPDIR": str(home),
                "HYPOTHESIS_STORAGE_DIRECTORY": str(home / "hypothesis"),
                "PYTHONDONTWRITEBYTECODE": "1",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    yield started
    for number, process in enumerate(started.values()):
        process.kill()
        process.wait()
        shutil.rmtree(f"/tmp/attacks-{os.getpid()}-{number}", ignore_errors=True)


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_attack_fails_and_honest_work_is_graded_as(
    setting: str, runs: dict[str, subprocess.Popen[str]]
) -> None:
    output, _ = runs[setting].communicate()
    if "unshare failed" in output:
        pytest.skip("the interpreter lies in a closed folder, and no namespace is to be had")
    assert runs[setting].returncode == 0, output[-4000:]
