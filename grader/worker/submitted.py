"""The submitted files: the only files of a submission that exist in a worker."""

from __future__ import annotations

import importlib.abc
import importlib.util
import linecache
import sys
from types import ModuleType
from typing import Any

from grader.worker.running import run

MOST_NOTES = 8
_PACKAGE = "student."


class SubmittedModules(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Imports `student.NAME`, or plain `NAME`, from the submitted sources.

    notes: a line for each of the first statements that failed.
    """

    def __init__(self, sources: dict[str, str]) -> None:
        self._sources = sources
        self._files = ", ".join(f"{name}.py" for name in sources)
        self.notes: list[str] = []

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:
        name = fullname.removeprefix(_PACKAGE)
        if name in self._sources:
            return importlib.util.spec_from_loader(fullname, self, origin=self._origin(fullname))
        if name != fullname and not f"{name}.".startswith("provided."):
            message = f"{fullname} is not one of the graded files ({self._files})"
            raise ModuleNotFoundError(message, name=fullname)
        return None

    def create_module(self, spec: Any) -> ModuleType | None:
        return None

    def get_source(self, fullname: str) -> str:
        return self._sources[fullname.removeprefix(_PACKAGE)]

    def exec_module(self, module: ModuleType) -> None:
        name, source = module.__name__, self.get_source(module.__name__)
        origin = self._origin(name)
        module.__file__ = origin
        linecache.cache[origin] = (len(source), None, source.splitlines(keepends=True), origin)
        short = name.removeprefix(_PACKAGE)
        sys.modules[short] = sys.modules[_PACKAGE + short] = module
        for note in run(source, origin, module.__dict__, self._files):
            if len(self.notes) < MOST_NOTES:
                self.notes.append(f"{short}.py, {note}")

    @staticmethod
    def _origin(fullname: str) -> str:
        return f"student/{fullname.removeprefix(_PACKAGE)}.py"
