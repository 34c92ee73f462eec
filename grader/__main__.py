"""`python -m grader …`. The commands are imported once an interrupt ends in one line."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

from grader.ending import end


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status."""
    # A student's kit has the students' commands alone.
    if find_spec("grader.desk.staff"):
        from grader.desk.staff import main as run
    else:
        from grader.desk.commands import main as run
    return run(arguments)


if __name__ == "__main__":
    end(main)
