"""Which libraries a submission imports, so that the fork server can load them before a worker is
confined.

Found by search: the judge does not parse a submission. Naming one too many costs time alone; one
too few, and the worker imports it by itself, where it may still read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from grader.worker.preloading import LIBRARIES, ROOT, provided_modules

_WORD = re.compile(r"\w+")
# An import statement, which may go on in the next lines: in parentheses, or after a backslash.
_IMPORT = re.compile(
    r"(?:^|[;:])[ \t]*(?:from\s[^\n]*?\simport|import)\b\s*(?:\([^)]*\)|(?:\\\n|[^\n])*)",
    re.MULTILINE,
)


def libraries(sources: Mapping[str, str], module: str, always: Iterable[str] = ()) -> set[str]:
    """Names for `ForkServer.preload`: what a module imports, and what the other submitted modules
    that it imports do.
    """
    names = set(always)
    seen: set[str] = set()
    waiting = {module}
    while waiting:
        name = waiting.pop()
        seen.add(name)
        words = _imported_words(sources[name])
        names |= words & LIBRARIES.keys()
        if "provided" in words:
            names |= {path for path in provided_modules() if path.rpartition(".")[2] in words}
        waiting |= (words & sources.keys()) - seen
    return names


@cache
def light_modules() -> frozenset[str]:
    """The provided modules that load none of the libraries, neither themselves nor through others
    of them."""
    words = {name: _imported_words(_source_of(name)) for name in provided_modules()}
    heavy = {name for name in words if words[name] & LIBRARIES.keys()}
    while True:
        last_names = {name.rpartition(".")[2] for name in heavy}
        more = {name for name in words.keys() - heavy if words[name] & last_names}
        if not more:
            return frozenset(words.keys() - heavy)
        heavy |= more


def _source_of(provided: str) -> str:
    path = ROOT / provided.replace(".", "/")
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return file.read_text(encoding="utf-8")


def _imported_words(source: str) -> set[str]:
    """Every word of a source's import statements."""
    return {word for found in _IMPORT.finditer(source) for word in _WORD.findall(found[0])}
