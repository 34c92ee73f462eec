"""What students get: the files of student/ that derive from solutions/, by Otter's own markers.

In Python, the part between `# BEGIN SOLUTION NO PROMPT` and `# END SOLUTION` goes, and the text
between `# BEGIN PROMPT` and `# END PROMPT` is what stands there instead. In TOML, the values
between `# BEGIN SOLUTION` and `# END SOLUTION` become blank. All else is passed on as it is.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

from otter.assign.solutions import replace_solutions

from grader.authoring.notebooks import released_notebooks
from grader.ending import UsageError

BEGIN, END = "# BEGIN SOLUTION", "# END SOLUTION"
# Shorter lines (`i = 0`, `return x`) say nothing, wherever they stand.
SHORTEST_TELLING_LINE = 16
_RECORD = "build/released.json"
_STUBS = "tests/stubs"


def release(root: Path) -> list[Path]:
    """Write the released files of root/student, and return their paths.

    What a student fills in is also kept in root/tests/stubs: what a file is graded as where it is
    missing, whatever has become of student/.

    Raises:
        UsageError: where the markers of a solution are missing or don't pair up; nothing has been
            written then.
    """
    released = dict(_all_released(root))
    for name, text in released.items():
        _write(root / "student" / name, text)
    for path, text in released_files(root):
        _write(root / _STUBS / path.name, text)
    (root / "build").mkdir(exist_ok=True)
    record = {name: _digest(_work(text, name)) for name, text in released.items()}
    (root / _RECORD).write_text(json.dumps(record), encoding="utf-8")
    return [root / "student" / name for name in released]


def work_that_would_go(root: Path) -> list[str]:
    """Names of the files in root/student that a release would overwrite for good: they hold neither
    what the last release wrote nor what git has."""
    try:
        record = json.loads((root / _RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        record = {}
    return [
        name
        for name, text in _all_released(root)
        if (path := root / "student" / name).is_file()
        and (own := _work(path.read_text(encoding="utf-8", errors="replace"), name))
        != _work(text, name)
        and record.get(name) != _digest(own)
        and own != _work(_committed(root, name), name)
    ]


def _all_released(root: Path) -> Iterator[tuple[str, str]]:
    """Each released file, the notebooks included: its name in root/student, and its text."""
    for path, text in released_files(root):
        yield path.name, text
    for name, text in released_notebooks(root).items():
        yield f"notebooks/{name}", text


def _work(text: str, name: str) -> str:
    """What somebody may have written in a file: of a notebook the cells, without what running and
    saving it leaves there."""
    if not name.endswith(".ipynb"):
        return text
    try:
        cells = json.loads(text)["cells"]
        return json.dumps([(cell["cell_type"], "".join(cell["source"])) for cell in cells])
    except (ValueError, KeyError, TypeError, RecursionError):
        return text  # no notebook: whatever it is, it isn't ours


def _committed(root: Path, name: str) -> str:
    """The text of a file in root/student as git has it; empty where it hasn't."""
    try:
        shown = subprocess.run(
            ["git", "show", f"HEAD:student/{name}"], cwd=root, capture_output=True, check=False
        )
    except OSError:  # no git here
        return ""
    return shown.stdout.decode("utf-8", "replace") if shown.returncode == 0 else ""


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def drift(root: Path) -> list[str]:
    """The released files that are missing from root or differ from `release`'s, relative to it."""
    return [
        copy.relative_to(root).as_posix()
        for path, text in released_files(root)
        for copy in (path, root / _STUBS / path.name)
        if not copy.is_file() or copy.read_text(encoding="utf-8") != text
    ]


def leaks(root: Path) -> list[str]:
    """Lines of the solutions' Python that stand somewhere in root/student, as "file: line"."""
    secret = {line for source in (root / "solutions").glob("*.py") for line in secret_lines(source)}
    shown = [
        path for kind in ("py", "md", "ipynb") for path in (root / "student").rglob(f"*.{kind}")
    ]
    return [
        f"{path.relative_to(root / 'student')}: {line}"
        for path in sorted(shown)
        for text in [path.read_text(encoding="utf-8")]
        for line in sorted(secret)
        if line in text
    ]


def released_files(root: Path) -> Iterator[tuple[Path, str]]:
    """Each released file's path in root/student with its text."""
    for source in sorted((root / "solutions").iterdir()):
        if source.suffix == ".py":
            yield root / "student" / source.name, without_solutions(source)
        elif source.suffix == ".toml":
            yield root / "student" / source.name, with_blank_values(source)


def without_solutions(source: Path) -> str:
    """A Python solution as its stub."""
    list(_blocks(source))  # Otter lets a marker within a solution pass
    lines = _lines(source)
    released = replace_solutions(lines, "python")
    _require_solution(source, released != lines)
    return "\n".join(released) + "\n"


def with_blank_values(source: Path) -> str:
    """A TOML solution as the form to fill in, each value between the markers 0, false, "" or []."""
    released: list[str] = []
    for lines, is_solution in _blocks(source):
        if is_solution:
            filled_in = tomllib.loads("\n".join(lines))
            released += [f"{key} = {_blank(value)}" for key, value in filled_in.items()]
        else:
            released += lines
    _require_solution(source, released != _lines(source))
    return "\n".join(released) + "\n"


def _require_solution(source: Path, is_marked: bool) -> None:
    if not is_marked:
        raise UsageError(
            f"{source.name}: put {BEGIN} and {END} around what students write; as it is, they "
            "would get all of it"
        )


def secret_lines(source: Path) -> set[str]:
    """The telling lines between the markers of a solution: no comments, no heads of blocks."""
    blocks = list(_blocks(source))
    public = {line.strip() for lines, is_solution in blocks if not is_solution for line in lines}
    secret = {line.strip() for lines, is_solution in blocks if is_solution for line in lines}
    return {
        line
        for line in secret - public
        if len(line) >= SHORTEST_TELLING_LINE and not line.startswith("#") and line[-1] != ":"
    }


def _blocks(source: Path) -> Iterator[tuple[list[str], bool]]:
    """The lines of a file in turns outside and inside the markers, and whether they are inside."""
    block: list[str] = []
    is_solution = False
    for line in _lines(source):
        marker = line.strip()
        if not marker.startswith((BEGIN, END)):
            block.append(line)
            continue
        if marker.startswith(BEGIN) == is_solution:
            raise UsageError(f"{source.name}: markers don't pair up at {marker!r}")
        yield block, is_solution
        block, is_solution = [], not is_solution
    if is_solution:
        raise UsageError(f"{source.name}: BEGIN SOLUTION without END SOLUTION")
    yield block, is_solution


def _lines(source: Path) -> list[str]:
    return source.read_text(encoding="utf-8").splitlines()


def _blank(value: object) -> str:
    if isinstance(value, bool):
        return "false"
    if isinstance(value, str):
        return '""'
    return "[]" if isinstance(value, list) else "0"
