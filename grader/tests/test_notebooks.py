"""The four notebooks, run for real: with the solutions, with the stubs, and while work goes on."""

from __future__ import annotations

import importlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import numpy as np
import pytest
import torch
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from grader.authoring.figures import figures
from grader.authoring.notebooks import (
    NO_KIT_URL,
    assign,
    masters,
    notebook_drift,
    released_notebooks,
    run,
    workspace,
)
from grader.kit.contents import contents
from grader.submission.handing_in import PROMPT
from grader.tests.course import HOMEWORK, ROOT, parts
from grader.whole_file import write_zip
from student.provided.notebook import array
from student.provided.reloading import reload

CHECK = re.compile(r'^grader\.check\("(\w+)"\)$')
NOTE = re.compile(r"Fill in `student/(\w+\.py): (\w+)` first, then run this cell again\.")
FULL = re.compile(r"(?:^|: \d+ checks? passed, )(\d+(?:\.\d+)?)/\1 points", re.MULTILINE)
NAMES = [Path(name).stem for name in HOMEWORK.notebooks]


def shown(cell: NotebookNode) -> str:
    """All that a cell displays or prints, as text."""
    outputs = cell.get("outputs", [])
    return "\n".join(o.get("text", "") + o.get("data", {}).get("text/plain", "") for o in outputs)


def checks(notebook: NotebookNode) -> dict[str, str]:
    """What each check of a notebook displays, by the name of its question."""
    return {found[1]: shown(cell) for cell in notebook.cells if (found := CHECK.match(cell.source))}


@pytest.fixture(scope="module")
def executed() -> Iterator[dict[tuple[str, str], NotebookNode]]:
    """Every notebook after a run top to bottom, by ("solved" or "stubs", name); two at a time."""
    with (
        workspace(ROOT, solved=True) as solved,
        workspace(ROOT, solved=False) as stubs,
        ThreadPoolExecutor(2) as pool,
    ):
        folders = {"solved": solved, "stubs": stubs}
        # The longest first.
        running = {
            (kind, name): pool.submit(run, folder / "student" / "notebooks" / f"{name}.ipynb")
            for kind, folder in folders.items()
            for name in reversed(NAMES)
        }
        yield {key: future.result() for key, future in running.items()}


def test_students_notebooks_are_what_the_masters_give() -> None:
    assert notebook_drift(ROOT) == []


def test_the_masters_give_the_same_notebooks_every_time() -> None:
    released = released_notebooks(ROOT)

    assert list(released) == list(HOMEWORK.notebooks)
    assert released_notebooks(ROOT) == released


@pytest.mark.parametrize("name", NAMES)
def test_a_students_notebook_has_no_outputs_and_no_answers(name: str) -> None:
    assigned = assign(ROOT / "solutions" / "notebooks" / f"{name}.py")
    student = {cell.source for cell in assigned.student.cells}
    answers = [cell.source for cell in assigned.solution.cells if cell.source not in student]
    text = "\n".join(student)

    assert answers
    assert not [
        line
        for answer in answers
        for line in answer.splitlines()
        if len(line) > 30 and line in text
    ]
    assert not [cell for cell in assigned.student.cells if cell.get("outputs")]
    assert "SOLUTION" not in text


@pytest.mark.parametrize("name", NAMES)
def test_every_written_question_has_one_place_for_its_answer(name: str) -> None:
    notebook = nbformat.read(ROOT / "student" / "notebooks" / f"{name}.ipynb", as_version=4)
    sources = [cell.source for cell in notebook.cells]

    assert sources.count(PROMPT) == sum(s.count("<!-- BEGIN QUESTION -->") for s in sources)
    assert sources.count(PROMPT) == sum(s.count("<!-- END QUESTION -->") for s in sources)
    assert PROMPT in sources


def test_every_part_of_the_rubric_has_its_check_in_one_notebook() -> None:
    checked = [
        found[1]
        for master in masters(ROOT)
        for cell in assign(master).student.cells
        if (found := CHECK.match(cell.source))
    ]

    assert sorted(checked) == sorted({part.name for part in parts()} - {"q5_process"})


@pytest.mark.parametrize("name", NAMES)
def test_a_solution_notebook_runs_and_all_its_checks_pass(
    name: str, executed: dict[tuple[str, str], NotebookNode]
) -> None:
    notebook = executed["solved", name]

    assert "run this cell again" not in "\n".join(map(shown, notebook.cells))
    assert {
        question: text for question, text in checks(notebook).items() if not FULL.search(text)
    } == {}


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_that_plots_shows_a_picture_and_no_repr_of_axes(
    name: str, executed: dict[tuple[str, str], NotebookNode]
) -> None:
    notebook = executed["solved", name]
    plotting = [cell for cell in notebook.cells if re.search(r"^plots\.\w", cell.source, re.M)]

    assert len(plotting) >= 3
    assert len(list(figures(notebook))) >= 5
    for cell in plotting:
        assert [o for o in cell.outputs if "image/png" in o.get("data", {})]
        assert "Axes:" not in shown(cell)


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_of_stubs_says_what_to_fill_in_and_shows_no_traceback(
    name: str, executed: dict[tuple[str, str], NotebookNode]
) -> None:
    notebook = executed["stubs", name]
    kinds = {output.output_type for cell in notebook.cells for output in cell.get("outputs", [])}
    notes = [found for cell in notebook.cells if (found := NOTE.search(shown(cell)))]

    assert "error" not in kinds
    assert len(notes) >= 4
    for note in notes:
        assert note[2] in (ROOT / "student" / note[1]).read_text()
    for question, text in checks(notebook).items():
        assert "nothing started yet" in text, question


@pytest.mark.parametrize("name", NAMES)
def test_a_cell_that_lacks_work_shows_no_half_drawn_picture(
    name: str, executed: dict[tuple[str, str], NotebookNode]
) -> None:
    for cell in executed["stubs", name].cells:
        if NOTE.search(shown(cell)):
            assert not [o for o in cell.outputs if "image/png" in o.get("data", {})], cell.source


# Cells of a notebook, each with what it shows, as a regular expression. {save} puts lines of code
# in the place of the stub of sgd.
WHILE_WORK_GOES_ON = [
    (
        "from pathlib import Path\n"
        "import numpy as np\n"
        "from student import optimizers\n"
        "file, stubs = Path('../optimizers.py'), Path('../optimizers.py').read_text()\n"
        "head, stub, tail = stubs.partition('    raise NotImplementedError(\"Q4b sgd: ')\n"
        "def save(lines):\n"
        "    file.write_text(head + lines + tail.partition('\\n')[2])\n"
        "def half_a_step():\n"
        "    return optimizers.sgd(np.ones(2), np.ones(2), {'learning_rate': 0.5})",
        "^$",
    ),
    ("next_w, _ = half_a_step()", r"^Fill in `student/optimizers.py: sgd` first, then run this"),
    ("next_w", r"^Fill in `student/optimizers.py: sgd` first, then run this cell again\.$"),
    ("grader.check('q4b_sgd')", "nothing started yet"),
    ("save('    return w @ np.ones(5), config')", "^$"),
    (
        "next_w, _ = half_a_step()",
        r"^Fix `student/optimizers.py: sgd` first, .*\nline \d+: return w @ np.ones\(5\), config\n"
        "ValueError: matmul",
    ),
    ("next_w", r"^Fix `student/optimizers.py: sgd` first, then run this cell again\.$"),
    ("save('    step = -0.1 * dw')", "^$"),
    (
        "next_w, _ = half_a_step()",
        r"^Check `optimizers.sgd` first, .*\nnext_w, _ = half_a_step\(\)\nTypeError: cannot unpack",
    ),
    ("save('    return (w, config')", "^$"),
    (
        "1 + 1",
        r"^Fix `student/optimizers.py` first: until then its functions are those of before\.\n"
        r"(?s:.*)SyntaxError: '\(' was never closed\n2$",
    ),
    ("save('    return w + config.get(\"learning_rate\", 1e-2) * dw, config')", "^$"),
    ("grader.check('q4b_sgd')", r"(?s)where.*expected.*0/2 points"),
    ("save('    return w - config.get(\"learning_rate\", 1e-2) * dw, config')", "^$"),
    ("grader.check('q4b_sgd')", "2/2 points"),
    ("next_w, _ = half_a_step()\nnext_w", r"^array\(\[0\.5, 0\.5\]\)$"),
    ("grader.check('q4b_gsd')", "there is no question 'q4b_gsd'"),
    ("optimizers.sdg", r"^Fill in `student/optimizers.py: sdg` first"),
]
# What has nothing to do with the student's files is raised as ever.
OF_THEIR_OWN = {
    "unknown_name": "NameError",
    "raise NotImplementedError('of my own')": "NotImplementedError",
    "1 +": "SyntaxError",
}
SETUP = (
    "import sys; sys.path.insert(0, '../..')\n"
    "from student.provided import notebook\n"
    "grader = notebook.start()\n"
    "grader = notebook.start()"
)


def test_a_change_that_is_saved_counts_without_a_new_start_of_the_kernel() -> None:
    sources = [SETUP, *(source for source, _ in WHILE_WORK_GOES_ON), *OF_THEIR_OWN]
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    for cell in cells[-len(OF_THEIR_OWN) :]:
        cell.metadata["tags"] = ["raises-exception"]
    with workspace(ROOT, solved=False) as copy:
        path = copy / "student" / "notebooks" / "while_work_goes_on.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
        _, *ran = run(path).cells

    for cell, (source, expected) in zip(ran, WHILE_WORK_GOES_ON, strict=False):
        assert re.search(expected, shown(cell)), (source, shown(cell))
    for cell, name in zip(ran[-len(OF_THEIR_OWN) :], OF_THEIR_OWN.values(), strict=True):
        assert [output.ename for output in cell.outputs] == [name]


@pytest.mark.parametrize("how", ["uploaded", "fetched"])
def test_a_notebook_that_is_opened_on_its_own_gets_the_kit_and_checks(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Neither Otter nor this repository is there, as on a notebook service.
    (tmp_path / "path" / "otter").mkdir(parents=True)
    (tmp_path / "path" / "otter" / "__init__.py").write_text(
        "raise ModuleNotFoundError('no otter here', name='otter')"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "path"))
    place = tmp_path / "a notebook service"
    place.mkdir()
    kit = (place if how == "uploaded" else tmp_path) / "homework2-kit.zip"
    write_zip(kit, {f"homework2/{name}": data for name, data in contents(HOMEWORK).items()})
    first = released_notebooks(ROOT)["q1_learning_rates.ipynb"]
    cells = [cell for cell in nbformat.reads(first, as_version=4).cells if "KIT_URL" in cell.source]
    if how == "fetched":
        cells[0].source = cells[0].source.replace(NO_KIT_URL, f'KIT_URL = "{kit.as_uri()}"')
    cells.append(nbformat.v4.new_code_cell('grader.check("q1_is_stable")'))
    nbformat.write(nbformat.v4.new_notebook(cells=cells), place / "alone.ipynb")

    notebook = run(place / "alone.ipynb")

    assert "is_stable is not started" in shown(notebook.cells[-1])


def test_without_a_kit_a_notebook_says_what_to_upload(tmp_path: Path) -> None:
    (tmp_path / "another homework" / "student" / "provided").mkdir(parents=True)
    first = released_notebooks(ROOT)["q1_learning_rates.ipynb"]
    cells = [cell for cell in nbformat.reads(first, as_version=4).cells if "KIT_URL" in cell.source]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "alone.ipynb")
    with pytest.raises(CellExecutionError, match="upload the homework's kit"):
        run(tmp_path / "alone.ipynb")


def test_a_kernel_whose_folder_is_gone_says_so(tmp_path: Path) -> None:
    notebook = nbformat.read(ROOT / "student" / "notebooks" / "q1_learning_rates.ipynb", 4)
    (first,) = [cell.source for cell in notebook.cells if "KIT_URL" in cell.source]
    gone = f"import os; os.rmdir(os.getcwd())\n{first}"
    ran = subprocess.run(
        [sys.executable, "-c", gone], cwd=tmp_path, stderr=subprocess.PIPE, text=True, check=False
    )
    *_, line = ran.stderr.splitlines()
    assert line == "FileNotFoundError: this kernel's folder is gone: open the notebook anew"


def test_a_copy_of_students_folder_alone_says_where_the_rest_is(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "student" / "provided", tmp_path / "student" / "provided")
    ran = subprocess.run(
        [sys.executable, "-c", "from student.provided import notebook"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": ""},
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    *_, line = ran.stderr.splitlines()
    assert line.startswith(f"ImportError: there is no grader/ beside {tmp_path / 'student'}: open")


def test_a_notebook_takes_results_as_tensors_attached_or_not_as_arrays_and_as_rows() -> None:
    rows = [[1.0, 2.0], [3.0, 4.0]]
    attached = torch.tensor(rows, requires_grad=True)
    for result in (attached, attached.detach(), np.array(rows), rows, list(np.array(rows))):
        np.testing.assert_array_equal(array(result), rows)


def test_a_reloaded_file_reaches_functions_that_are_held_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    file = tmp_path / "held.py"
    file.write_text("def f(x=1):\n    return x\ndef gone(): ...\n")
    held = importlib.import_module("held")
    f = held.f
    for number in (2, 3):
        file.write_text(f"def f(x={number}):\n    return g() + x\ndef g(): return {number * 10}\n")
        reload(held)
        assert f() == held.f() == number * 11
        assert not hasattr(held, "gone")
    file.write_text("def f(:\n")
    with pytest.raises(SyntaxError):
        reload(held)
    assert f() == held.f() == 33
