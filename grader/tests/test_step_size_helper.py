"""The step-size tool: its walk is gradient descent on the norm; the shell gets clear answers."""

from __future__ import annotations

import itertools
import math
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from grader.tests.course import ROOT
from student.provided import step_size_helper
from student.provided.step_size_helper import SCHEDULES, outcome, step_lengths, table, walk

B = (6.0, 4.5)


def plain_gradient_descent(b: tuple[float, ...], lengths: list[float]) -> np.ndarray:
    """x ← x − t (x − b)/‖x − b‖ from the origin, as the handout has it."""
    x = np.zeros(2)
    path = [x]
    for length in lengths:
        distance = math.dist(x, b)
        x = x - length * (x - b) / distance if distance else x
        path.append(x)
    return np.array(path)


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_the_walk_is_gradient_descent_on_the_norm(schedule: str) -> None:
    lengths = step_lengths(schedule, 1.3, 60)

    found = walk(B, (0, 0), schedule, 1.3, 60)
    assert np.allclose(found, plain_gradient_descent(B, lengths), atol=1e-12)


def test_the_walk_stays_at_b() -> None:
    assert np.array_equal(walk((3, 4), (0, 0), "constant", 5.0, 3)[1:], [[3, 4]] * 3)


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("step", [0.1, 0.25, 0.3, 0.7, 1.5])
def test_the_walk_never_leaves_the_line_through_b(schedule: str, step: float) -> None:
    places = walk(B, (0, 0), schedule, step, 500)
    aside = places @ np.array([-B[1], B[0]])

    assert np.abs(aside).max() < 1e-9


def test_schedules_are_what_the_help_says() -> None:
    assert step_lengths("constant", 2.0, 3) == [2.0, 2.0, 2.0]
    assert step_lengths("decreasing", 6.0, 3) == [6.0, 3.0, 2.0]
    assert step_lengths("geometric", 36.0, 3) == pytest.approx([36.0, 30.0, 25.0])


def test_the_table_has_the_first_ten_steps_and_no_more() -> None:
    lengths = step_lengths("constant", 1.0, 30)
    rows = table(B, walk(B, (0, 0), "constant", 1.0, 30), lengths).splitlines()

    assert len(rows) == 1 + 11
    assert rows[8].split() == ["7", "(5.6000,", "4.2000)", "0.5000", "1.0000"]


def test_the_outcome_says_when_b_was_reached() -> None:
    path = walk(B, (0, 0), "decreasing", 1.0, 1100)

    assert outcome(B, path) == "Within 0.01 of b first at i = 1005."


def test_the_outcome_says_how_near_it_came_where_b_was_not_reached() -> None:
    path = walk(B, (0, 0), "constant", 1.0, 20)

    assert outcome(B, path).endswith("nearest at i = 7, at a distance of 0.5.")


def test_the_command_prints_the_table_and_writes_the_picture(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = tmp_path / "steps.png"
    step_size_helper.main(["--b", "3", "4", "--steps", "5", "--output", str(picture)])
    printed = capsys.readouterr().out

    assert "(3.0000, 4.0000)" in printed
    assert "Within 0.01 of b first at i = 5." in printed
    with Image.open(picture) as image:
        assert image.width > 1000


def test_the_animation_has_one_frame_for_each_step_and_they_differ(tmp_path: Path) -> None:
    path = tmp_path / "steps.gif"
    step_size_helper.main(["--steps", "4", "--animate", "--output", str(path)])
    with Image.open(path) as animation:
        frames = []
        for number in range(animation.n_frames):  # type: ignore[attr-defined]
            animation.seek(number)
            frames.append(np.asarray(animation.convert("L")))

    assert len(frames) == 5
    assert all((one != other).any() for one, other in itertools.pairwise(frames))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--b", "1"], "expected 2 arguments"),
        (["--b", "1", "nan"], "nan is not between"),
        (["--x0", "1e9", "0"], "1e9 is not between"),
        (["--schedule", "random"], "invalid choice: 'random'"),
        (["--step", "0"], "--step must be above 0, not 0"),
        (["--step", "long"], "invalid number value: 'long'"),
        (["--steps", "-1"], "--steps must be between 0 and 10000, not -1"),
        (["--steps", "500", "--animate"], "--steps must be between 0 and 200, not 500"),
        (["--output", "steps.jpg"], "--output must end in .png, not steps.jpg"),
        (["--output", "nowhere/steps.png"], "there is no folder nowhere"),
    ],
)
def test_a_bad_argument_is_one_line_and_status_2(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        step_size_helper.main(arguments)
    said = capsys.readouterr().err

    assert stopped.value.code == 2
    assert says in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("arguments", [["--steps", "0"], ["--b", "0", "0"], ["--b", "-3", "1e5"]])
def test_a_walk_that_has_nowhere_to_go_is_drawn_too(arguments: list[str], tmp_path: Path) -> None:
    picture = tmp_path / "steps.png"
    step_size_helper.main([*arguments, "--output", str(picture)])

    assert picture.stat().st_size > 0


def test_it_runs_as_a_module_without_any_of_the_students_code(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "student.provided.step_size_helper", "--output"]
    done = subprocess.run(
        [*command, str(tmp_path / "steps.png")], cwd=ROOT, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr
    assert "nearest at i = 7" in done.stdout


def test_the_explorer_draws_anew_when_a_slider_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []
    draw = step_size_helper.draw

    def draw_and_count(b: Sequence[float], places: np.ndarray) -> Figure:
        drawn.append(len(places))
        return draw(b, places)

    monkeypatch.setattr("IPython.display.display", lambda figure: None)
    monkeypatch.setattr(step_size_helper, "draw", draw_and_count)
    explorer = step_size_helper.explorer()
    schedule, (_, steps) = explorer.children[1].children[0], explorer.children[2].children
    steps.value = 25
    schedule.value = "decreasing"

    assert drawn == [11, 26, 26]
