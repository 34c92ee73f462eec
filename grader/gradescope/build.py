"""The zip that staff upload: everything that grading needs and nothing else, the same bytes every
time.

Its top is what Gradescope and Otter look for: setup.sh, run_autograder, otter_config.json, tests/
(the rubric, as Otter test files). The judge with its tests and recorded cases lies in judge/.
"""

from __future__ import annotations

import json
import re
import site
import sys
from collections.abc import Iterator
from pathlib import Path

from grader.diagnosis.bank import require_whole
from grader.diagnosis.known import known_file, known_mistakes
from grader.engine import ENGINE, GRADES, files
from grader.gradescope import results
from grader.homework import Homework
from grader.judge.grading import open_recording
from grader.rules import policies
from grader.rules.occasion import Occasion
from grader.whole_file import write_zip

HERE = Path(__file__).resolve().parent
TEMPLATES = HERE / "templates"
PLUGIN = HERE / "otter"
EXECUTABLE = frozenset({"setup.sh", "run_autograder"})
_SUFFIXES = frozenset({".py", ".toml", ".json", ".npz", ".j2", ".html", ".css", ".md"})
# Of the homework's tests, what proves them, and what staff mark by hand.
_LEFT_OUT = frozenset({"misconceptions", "right_answers", "written"})
# What makes the zip, and what plays Gradescope.
_AT_HOME = frozenset({TEMPLATES, HERE / "emulate", HERE / "build.py", HERE / "__main__.py"})


def build(
    homework: Homework, target: Path, rules: Path | None = None, torch_index_url: str = ""
) -> Path:
    """Write the zip; the file appears under its name only when it is complete.

    rules: the course's policies.toml instead of the one in templates/.
    torch_index_url: where setup.sh finds the CPU build of torch; empty takes PyTorch's own index.
    """
    held = contents(homework, rules or TEMPLATES / "policies.toml", torch_index_url)
    target.parent.mkdir(parents=True, exist_ok=True)
    write_zip(target, held, EXECUTABLE)
    return target


def contents(homework: Homework, rules: Path, torch_index_url: str = "") -> dict[str, bytes]:
    """What the zip holds, by name."""
    policies.load(rules)
    held = {path.name: path.read_bytes() for path in TEMPLATES.iterdir()}
    held["policies.toml"] = rules.read_bytes()
    held["setup.conf"] = _with_index(held["setup.conf"].decode(), torch_index_url).encode()
    held["install.py"] = (ENGINE / "grader" / "setup" / "install.py").read_bytes()
    held["started.json"] = json.dumps(results.started(Occasion()), indent=1).encode()
    config = json.loads(held["otter_config.json"]) | {"seed": homework.seed}
    held["otter_config.json"] = (json.dumps(config, indent=2) + "\n").encode()
    for part in homework.parts:
        held[f"tests/{part.name}.py"] = (homework.rubric / f"{part.name}.py").read_bytes()
    held |= {f"judge/{name}": path.read_bytes() for name, path in _judge(homework)}
    return held


def let_otter_find_the_plugin() -> None:
    """Put the plugin's folder, and nothing else of ours, on this environment's path: Otter imports
    plugins by name."""
    # Not the project's root: then a worker could reach tests and solutions by an import.
    (Path(site.getsitepackages()[0]) / "homework_otter_plugin.pth").write_text(f"{PLUGIN}\n")


def _judge(homework: Homework) -> Iterator[tuple[str, Path]]:
    """The files of the judge: relative name in the project, and where they are."""
    require_whole(homework)
    homeworks = ("homework.toml", "tests", "student/provided")
    named = [
        *files(ENGINE, (*GRADES, "grader/rules", "grader/gradescope"), _SUFFIXES),
        *files(homework.root, homeworks, _SUFFIXES),
    ]
    left_out = {*_AT_HOME, *(homework.tests / name for name in _LEFT_OUT)}
    yield from ((name, path) for name, path in named if not left_out & {path, *path.parents})
    recording = open_recording(homework, say=lambda line: print(line, file=sys.stderr))
    folder = recording.shipped_as()
    for part in homework.parts:
        known_mistakes(recording, part.name)
        yield f"{folder}/{part.name}.cases", recording.file(part.name)
        yield f"{folder}/{part.name}.known", known_file(recording, part.name)


def _with_index(conf: str, url: str) -> str:
    if not url:
        return conf
    if not re.fullmatch(r"[\w:/.%?&=+~@-]+", url):
        raise policies.PolicyError("TORCH_INDEX_URL must be a plain address")
    return re.sub(r"https://\S*", lambda _: url, conf)
