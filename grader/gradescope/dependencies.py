"""The packages that the image needs: what grading uses, what that needs in turn, all pinned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, distribution

from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

# matplotlib is for submissions that import it at their top.
ROOTS = ("torch", "numpy", "scipy", "hypothesis", "msgspec", "rich", "otter-grader", "matplotlib")
# Needed for other things than grading: exporting PDFs, documentation, other notebook formats,
# containers. setup.sh installs with --no-deps, so they stay out.
LEFT_OUT = frozenset({"playwright", "sphinx", "jupytext", "python-on-whales"})


class NotPinned(Exception):
    """A package that grading needs is not in requirements.txt."""


def pinned(requirements: str) -> list[str]:
    """The lines of requirements.txt that the image needs, sorted.

    Raises:
        NotPinned: where a package is needed that has no line.
    """
    pins = {canonicalize_name(line.partition("==")[0]): line for line in _lines(requirements)}
    needed = closure(ROOTS)
    # setuptools came with pip and has no line; what needs it does so only to compile.
    missing = sorted(needed - set(pins) - {"setuptools"})
    if missing:
        raise NotPinned(f"requirements.txt has no line for {', '.join(missing)}")
    return sorted(pins[name] for name in needed & set(pins))


def closure(roots: Iterable[str]) -> set[NormalizedName]:
    """The names of these packages and all that they need, as installed here."""
    # With its extras: nbconvert needs bleach[css], and that needs tinycss2.
    found: set[tuple[NormalizedName, frozenset[str]]] = set()
    waiting = [Requirement(root) for root in roots]
    while waiting:
        requirement = waiting.pop()
        name, extras = canonicalize_name(requirement.name), frozenset(requirement.extras)
        if (name, extras) in found or name in LEFT_OUT:
            continue
        found.add((name, extras))
        waiting += _needs(name, extras)
    return {name for name, _ in found}


def _needs(name: NormalizedName, extras: frozenset[str]) -> Iterator[Requirement]:
    try:
        requires = distribution(name).requires or []
    except PackageNotFoundError:
        raise NotPinned(f"{name} is not installed; call `make` to set up .venv again") from None
    for text in requires:
        requirement = Requirement(text)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield requirement


def _lines(requirements: str) -> Iterator[str]:
    for line in requirements.splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.strip()
