"""`make mutants`: grade every mutant of the solutions, and say which ones go unnoticed."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.progress import track

from grader.authoring.mutants.changes import mutants
from grader.authoring.mutants.judging import judged
from grader.authoring.mutants.trial import Verdict
from grader.homework import Homework, find
from grader.submission import load

EQUIVALENT = "equivalent_mutants.toml"


def main(arguments: Sequence[str]) -> int:
    """Grade the mutants of the named modules (default: all); 1 where one survives unlisted, loses
    points in another's part, or is listed as equivalent and is not."""
    homework = find()
    modules = arguments or homework.modules
    solution = load(homework.solutions, homework)
    found = [
        mutant for module in modules for mutant in mutants(module, solution.files[f"{module}.py"])
    ]
    listed = {
        key: reason for key, reason in equivalent(homework).items() if key.split(".")[0] in modules
    }
    console = Console(highlight=False, soft_wrap=True)
    verdicts = list(track(judged(homework, found), "mutants", len(found), console=console))
    complaints, summary = report(verdicts, listed)
    for line in [*complaints, summary]:
        console.print(line, markup=False)
    return 1 if complaints else 0


def equivalent(homework: Homework) -> dict[str, str]:
    """The mutants that are known to change nothing that counts, with the reason."""
    path = homework.tests / EQUIVALENT
    listed = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return {row["change"]: row["reason"] for row in listed.get("mutant", ())}


def report(verdicts: Iterable[Verdict], listed: dict[str, str]) -> tuple[list[str], str]:
    """What is wrong, a line for each, and how the mutants ended in all."""
    complaints = []
    counts = dict.fromkeys(("graded", "ungraded", "survived", "equivalent"), 0)
    unused = dict(listed)
    for verdict in verdicts:
        mutant = verdict.mutant
        for part in verdict.elsewhere:
            complaints.append(f"elsewhere  {mutant.key}  (line {mutant.line}) loses {part}")
        if not verdict.survived:
            counts["graded" if verdict.lost else "ungraded"] += 1
            continue
        unused.pop(mutant.key, None)
        if mutant.key in listed:
            counts["equivalent"] += 1
        else:
            counts["survived"] += 1
            complaints.append(f"survived   {mutant.key}  (line {mutant.line})")
    complaints += [f"listed as equivalent, but no mutant that survives: {key}" for key in unused]
    elsewhere = sum(bool(verdict.elsewhere) for verdict in verdicts)
    return complaints, (
        f"{sum(counts.values())} mutants: {counts['graded']} killed by the graded tests, "
        f"{counts['ungraded']} by tests of what is provided, "
        f"{counts['survived']} survived, {counts['equivalent']} equivalent; "
        f"{elsewhere} lost points in another part"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
