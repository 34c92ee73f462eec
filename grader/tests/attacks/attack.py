"""What an attack is: a small file that becomes part of an otherwise right submission.

`submissions/MODULE/CODE_NAME.py` is put at the end of the solution's MODULE.py; a TOML file stands
for process.toml. Its comment at the top says what it tries and what must happen:

    # Reads the expected values from the judge's memory.
    # Must: be refused by the kernel; sgd gets nothing.
    # deserves: 0

deserves: the share of its own parts' points that its answers are worth without the trick; 0 where
the line is missing. loses: "file" where the module as a whole is at stake. A function that the
attack defines replaces the solution's; the attack takes the right one first (`right = sgd`), and
gives its answers only where the trick has worked, so that the score says whether it did.
"""

from __future__ import annotations

import ast
import dataclasses
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from grader.judge.rubric import Part
from grader.submission import Submission
from grader.tests import mixing
from grader.tests.course import MODULES, find_check, parts

# What would make an attack's file too long to read.
_LARGE = {
    "DEEP": "[" * 5000 + "]" * 5000,
    "DIGITS": "9" * 4000,
    "DOTTED": ".".join(["a"] * 250_000),
    "MANY": '{name = "x", student_id = "1"}, ' * 5000,
}
FOLDER = Path(__file__).parent / "submissions"
# Cheap parts of three files: what is graded beside the attack to see whether it was disturbed.
BYSTANDERS = ("q4b_sgd_momentum", "q1_convergence_factors", "q4a_zero_init")
_FUNCTIONS = {
    "BEST_MODEL": "q4c_best_model",
    "MATCHED_SGD_LEARNING_RATE": "q4c_matched_learning_rate",
}


@dataclass(frozen=True)
class Attack:
    """One file of `submissions/`."""

    path: Path

    @property
    def name(self) -> str:
        """Module and code, as pytest shows it."""
        return f"{self.path.parent.name}/{self.path.stem}"

    @cached_property
    def text(self) -> str:
        """The file's text."""
        return self.path.read_text(encoding="utf-8")

    @property
    def comment(self) -> str:
        """The lines at the top that say what it tries and what must happen."""
        lines = []
        for line in self.text.splitlines():
            if not line.startswith("#"):
                break
            lines.append(line.lstrip("# "))
        return "\n".join(lines)

    @property
    def deserves(self) -> float:
        """The share of the points that the answers are worth."""
        found = re.search(r"^deserves: ([\d.]+)$", self.comment, re.MULTILINE)
        return float(found[1]) if found else 0.0

    @property
    def loses_file(self) -> bool:
        """Whether the module as a whole is at stake."""
        return "\nloses: file" in self.comment

    @property
    def attacks_the_report(self) -> bool:
        """Whether it sends values or text that a report has to show."""
        return self.path.name[0] in "vw"

    @property
    def targets(self) -> tuple[Part, ...]:
        """The question parts that it attacks."""
        if self.path.suffix == ".toml":
            return tuple(part for part in parts() if part.name == "q5_process")
        if self.loses_file:
            return tuple(part for part in parts() if part.name == _first_part(self.module))
        names = {_FUNCTIONS.get(name, name) for name in _top_level_names(self.text)}
        return tuple(
            part for part in parts() if part.name in names or part.name.partition("_")[2] in names
        )

    @property
    def bystanders(self) -> tuple[Part, ...]:
        """Parts that it must leave alone."""
        attacked = {part.name for part in self.targets}
        if self.loses_file:
            attacked |= {part.name for part in parts() if _module_of(part) == self.module}
        left = [part for part in parts() if part.name in BYSTANDERS and part.name not in attacked]
        return tuple(left[:2])

    @property
    def module(self) -> str:
        """The submitted module that it is part of, "process" for process.toml."""
        return self.path.parent.name

    def submission(self, places: dict[str, str]) -> Submission:
        """The solutions with the attack in them; @NAME@ in its text stands for a place."""
        text = self.text
        for name, place in (places | _LARGE).items():
            text = text.replace(f"@{name}@", place)
        honest = mixing.solutions().files
        if self.path.suffix == ".toml":
            files = {**honest, "process.toml": text}
        else:
            file_name = f"{self.module}.py"
            files = {**honest, file_name: f"{honest[file_name]}\n\n{text}"}
        return dataclasses.replace(mixing.solutions(), name=self.name, files=files)


def attacks() -> list[Attack]:
    """Every attack, in the order of its name."""
    found = [*FOLDER.glob("*/*.py"), *FOLDER.glob("process/*.toml")]
    return [Attack(path) for path in sorted(found)]


def _top_level_names(text: str) -> set[str]:
    names = set()
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return names


def _module_of(part: Part) -> str:

    return find_check(part.lines[0].test_id).module


def _first_part(module: str) -> str:
    assert module in MODULES
    return next(part.name for part in parts() if _module_of(part) == module)
