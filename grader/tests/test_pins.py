"""The requirements files hold what every platform needs, and are what pyproject.toml asks for."""

from __future__ import annotations

import shutil
import subprocess
import tomllib
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from grader.setup import pins

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LEFT_OUT = {*PROJECT["tool"]["uv"]["exclude-dependencies"]}
PLATFORMS = {
    "linux x86-64": ("linux", "Linux", "posix", "x86_64"),
    "linux aarch64": ("linux", "Linux", "posix", "aarch64"),
    "macos arm64": ("darwin", "Darwin", "posix", "arm64"),
    "windows x86-64": ("win32", "Windows", "nt", "AMD64"),
}


def environment(platform: str, version: str) -> dict[str, str]:
    """What markers see on a machine."""
    sys_platform, system, os_name, machine = PLATFORMS[platform]
    return {key: str(value) for key, value in default_environment().items()} | {
        "sys_platform": sys_platform,
        "platform_system": system,
        "os_name": os_name,
        "platform_machine": machine,
        "python_version": version,
        "python_full_version": f"{version}.0",
    }


def pinned(name: str, markers: dict[str, str]) -> set[str]:
    """The packages of a requirements file that a machine installs."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    found = [Requirement(line) for line in lines if line and not line.lstrip().startswith("#")]
    return {
        canonicalize_name(each.name)
        for each in found
        if each.marker is None or each.marker.evaluate(markers)
    }


def needed(group: str, markers: dict[str, str]) -> set[str]:
    """The packages of a group and all that they need on a machine, as far as they are installed
    here: those of other platforms are leaves."""
    left_out = LEFT_OUT | {*(pins.ONLY_FOR_STAFF if group in pins.WITHOUT_THEM else ())}
    waiting = list(_direct(group))
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        requirement = waiting.pop()
        name, extras = canonicalize_name(requirement.name), frozenset(requirement.extras)
        if (name, extras) in seen or name in left_out:
            continue
        seen.add((name, extras))
        try:
            texts = requires(name) or []
        except PackageNotFoundError:
            continue
        for further in map(Requirement, texts):
            choices = [markers | {"extra": extra} for extra in ("", *extras)]
            if further.marker is None or any(map(further.marker.evaluate, choices)):
                waiting.append(further)
    return {name for name, _ in seen}


def _direct(group: str) -> list[Requirement]:
    found = []
    for entry in PROJECT["dependency-groups"][group]:
        found += (
            _direct(entry["include-group"]) if isinstance(entry, dict) else [Requirement(entry)]
        )
    return found


@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13", "3.14"])
@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("group", pins.FILES)
def test_every_machine_finds_all_that_it_needs_pinned(
    group: str, platform: str, version: str
) -> None:
    markers = environment(platform, version)
    assert needed(group, markers) - pinned(pins.FILES[group], markers) == set()


def test_what_only_one_system_needs_is_pinned_for_that_system_alone() -> None:
    for name, home in {"appnope": "macos arm64", "pywinpty": "windows x86-64"}.items():
        have = {x for x in PLATFORMS if name in pinned("requirements.txt", environment(x, "3.12"))}
        assert have == {home}


def test_no_gpu_library_is_pinned() -> None:
    text = (ROOT / pins.FILES[pins.LARGEST]).read_text(encoding="utf-8")
    assert not [x for x in text.splitlines() if x.startswith(("nvidia", "cuda", "triton"))]


def test_a_student_waits_for_nothing_that_only_staff_use() -> None:
    student = pinned("requirements.txt", environment("linux x86-64", "3.11"))
    assert not {"dask", "copydetect", "playwright", "cosmic-ray", "mypy", "ruff"} & student
    assert student <= pinned("requirements-staff.txt", environment("linux x86-64", "3.11"))


def test_compiling_again_gives_the_same_files(tmp_path: Path) -> None:
    for name in ("pyproject.toml", *pins.FILES.values()):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, tmp_path / name)
    try:
        pins.write(tmp_path)
    except subprocess.CalledProcessError as failed:
        if "error sending request" in failed.stderr or "Failed to fetch" in failed.stderr:
            pytest.skip("no registry is in reach, and what packages need is written there")
        raise AssertionError(failed.stderr) from None
    for name in pins.FILES.values():
        assert (tmp_path / name).read_text() == (ROOT / name).read_text(), name
