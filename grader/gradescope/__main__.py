"""The commands of this folder: `python -m grader.gradescope autograder`, `… emulate SUBMISSION`.

Exit status 0: done, whatever the score; 1: a run failed that should not have; 2: the command can't
be carried out as it was given, said in one line.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from grader.ending import end
from grader.gradescope import build
from grader.gradescope.emulate import emulate
from grader.homework import Homework, find
from grader.judge import rubric
from grader.rules import policies


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status."""
    options = _parser().parse_args(arguments)
    return int(options.run(options))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m grader.gradescope", description="The zip for Gradescope."
    )
    commands = parser.add_subparsers(required=True, metavar="command")
    zipped = commands.add_parser("autograder", help="build dist/autograder.zip")
    zipped.add_argument("--policies", type=Path, help="the course's policies.toml")
    zipped.add_argument("--torch-index-url", default="", help="where pip finds torch for CPUs")
    zipped.add_argument("--target", type=Path, help="where to write (default: dist/autograder.zip)")
    zipped.set_defaults(run=_autograder)

    emulated = commands.add_parser("emulate", help="run the zip here, as Gradescope would")
    emulated.add_argument("submission", type=Path, help="a folder, a zip, or a folder of those")
    emulated.add_argument("--zip", type=Path, help="the zip to run (default: dist/autograder.zip)")
    emulated.add_argument("--metadata", type=Path, help="a submission_metadata.json")
    emulated.add_argument(
        "--page", type=Path, default=Path("emulation.html"), help="where to write"
    )
    emulated.add_argument("--here", action="store_true", help="use this Python; set up nothing")
    emulated.set_defaults(run=_emulate)
    return parser


def _autograder(options: argparse.Namespace) -> int:
    homework = find()
    if options.policies:
        policies.load(options.policies, sum(part.possible for part in rubric.rubric(homework)))
    target = options.target or _zip(homework)
    path = build.build(homework, target, options.policies, options.torch_index_url)
    build.let_otter_find_the_plugin()
    print(f"{path}: {path.stat().st_size / 1e6:.1f} MB; upload it to Gradescope")
    return 0


def _emulate(options: argparse.Namespace) -> int:
    zipped = options.zip or _zip(find())
    return emulate(options.submission, zipped, options.metadata, options.page, here=options.here)


def _zip(homework: Homework) -> Path:
    return homework.root / "dist" / "autograder.zip"


if __name__ == "__main__":
    end(main)
