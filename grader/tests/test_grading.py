"""The main job, end to end: what a submission gets, and what the command says."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from grader.calls.budget import Budget
from grader.calls.servers import Servers
from grader.judge.grading import Judge
from grader.model import Status
from grader.tests import mixing
from grader.tests.commands import run
from grader.tests.course import FILES, HOMEWORK, ROOT, find_check, load, parts, recording, select


def test_the_rubric_has_100_points_as_the_course_divides_them() -> None:
    totals: dict[str, float] = {}
    for part in parts():
        question = part.name[:2]
        totals[question] = totals.get(question, 0) + sum(line.points for line in part.lines)
    assert totals == {"q1": 20, "q2": 15, "q3": 25, "q4": 35, "q5": 5}


def test_the_rubric_names_at_least_sixty_properties_once_each() -> None:
    ids = [line.test_id for part in parts() for line in part.lines]
    assert len(ids) == len(set(ids)) >= 60


def test_every_part_has_public_checks_and_says_what_each_property_is() -> None:

    for part in parts():
        assert any(not line.hidden for line in part.lines), part.name
        for line in part.lines:
            check = find_check(line.test_id)
            assert check.test.__doc__, line.test_id
            assert line.hidden == line.test_id.startswith("tests/hidden/"), line.test_id


def test_every_graded_test_is_in_the_rubric() -> None:
    graded = {line.test_id for part in parts() for line in part.lines}
    written = {
        f"{path.relative_to(ROOT).as_posix()}::{line.split('(')[0].removeprefix('def ')}"
        for path in (ROOT / "tests").rglob("test_q*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("def test_")
    }
    assert written == graded


def test_the_solutions_get_full_marks(judge: Judge) -> None:
    report = judge.grade(load(ROOT / "solutions"))
    lost = [check.test_id for part in report.parts for check in part.checks if check.failure]
    assert lost == []
    assert (report.total, report.possible) == (100, 100)


def test_the_fresh_stubs_get_nothing_and_every_check_is_not_started(judge: Judge) -> None:
    report = judge.grade(load(ROOT / "student"))
    started = [
        check.test_id
        for part in report.parts
        for check in part.checks
        if check.status is not Status.NOT_STARTED
    ]
    assert started == []
    assert report.total == 0


def test_a_syntax_error_in_one_file_costs_that_file_alone(judge: Judge, tmp_path: Path) -> None:
    for name in FILES:
        (tmp_path / name).write_text((ROOT / "solutions" / name).read_text(encoding="utf-8"))
    (tmp_path / "optimizers.py").write_text("def sgd(:\n")
    report = judge.grade(load(tmp_path))
    for part in report.parts:
        expected = 0 if part.name.startswith("q4b") else part.possible
        assert part.score == expected, part.name


def test_two_runs_write_the_same_results_apart_from_timings(tmp_path: Path) -> None:
    submission = tmp_path / "submission"
    submission.mkdir()
    for name in FILES:
        (submission / name).write_text((ROOT / "solutions" / name).read_text(encoding="utf-8"))
    broken = (submission / "learning_rates.py").read_text(encoding="utf-8")
    broken += "\n\ndef max_learning_rate(sigma):\n    return 2 / np.max(np.asarray(sigma)) ** 2\n"
    (submission / "learning_rates.py").write_text(broken)
    texts = []
    for attempt in ("one", "two"):
        target = tmp_path / f"{attempt}.json"
        done = run("grade", submission, "--results", target)
        assert done.returncode == 0, done.stderr
        results = json.loads(target.read_text(encoding="utf-8"))
        del results["execution_time"], results["extra_data"]["seconds"]
        texts.append(json.dumps(results))
    assert texts[0] == texts[1]
    assert '"status": "failed"' in texts[0]


@pytest.mark.parametrize(
    "draw", ["random.random()", "np.random.rand()", "np.random.default_rng().random()", "hash('x')"]
)
def test_random_answers_are_the_same_in_every_run(draw: str, explaining_judge: Judge) -> None:
    answers = f"import random\n\ndef max_learning_rate(sigma):\n    return {draw}\n"
    wrong = mixing.replace(answers, "max_learning_rate", "learning_rates")
    one, two = (
        explaining_judge.grade(wrong, select("q1_max_learning_rate")).parts[0].checks
        for _ in range(2)
    )
    assert all(check.failure for check in one)
    assert [check.failure for check in one] == [check.failure for check in two]


def test_a_judge_that_explains_nothing_gives_the_same_score(
    judge: Judge, explaining_judge: Judge
) -> None:
    wrong = mixing.replace("def sgd(w, dw, config=None):\n    return w + dw, config", "sgd",
                           "optimizers")  # fmt: skip
    chosen = select("q4b_sgd")
    short, long = judge.grade(wrong, chosen), explaining_judge.grade(wrong, chosen)
    assert short.total == long.total < long.possible
    looked_at = [
        max(check.failure.cases_run for check in report.parts[0].checks if check.failure)
        for report in (short, long)
    ]
    assert looked_at[0] == 1 < looked_at[1]


def test_the_time_of_a_submission_is_one_account_for_all_of_its_parts(servers: Servers) -> None:
    endless = "def {}(*args, **kwargs):\n    while True:\n        pass"
    both = "\n\n".join(endless.format(name) for name in ("sgd", "adam"))
    text = f"{mixing.solutions().files['optimizers.py']}\n\n{both}\n"
    files = {**mixing.solutions().files, "optimizers.py": text}
    submission = dataclasses.replace(mixing.solutions(), files=files)
    budget = Budget(call=0.5, check=0.5, part=0.5, submission=0.4)
    judge = Judge(HOMEWORK, servers, recording(), budget, explain=False)
    report = judge.grade(submission, (*select("q4b_sgd"), *select("q4b_adam")))
    causes = [check.failure.cause for check in report.parts[1].checks if check.failure]
    assert any("for the whole submission are used up" in cause for cause in causes)


def test_a_traceback_shows_the_student_s_own_lines_and_where_in_them(judge: Judge) -> None:
    wrong = mixing.replace(
        "def sgd(w, dw, config=None):\n    return np.linalg.norm(w) + w.half[0], config",
        "sgd",
        "optimizers",
    )
    failure = judge.grade(wrong, select("q4b_sgd")).parts[0].checks[0].failure
    assert failure is not None
    lines = failure.trace.splitlines()
    assert [line for line in lines if line.startswith("  File")] == [lines[0]]
    assert lines[0].startswith('  File "student/optimizers.py", line ')
    assert lines[1].strip() == "return np.linalg.norm(w) + w.half[0], config"
    assert lines[2].strip() == "^" * len("w.half")


def test_a_traceback_is_marked_alike_by_every_python(judge: Judge) -> None:
    """Pythons differ in the signs below an operator, and in what they mark of several lines and of
    a whole one."""
    for body, marks in [
        ("return w + [][0], config", ["^" * len("[][0]")]),
        ("return [\n        1\n    ][2], config", []),
        ("int('one')", []),
    ]:
        wrong = mixing.replace(f"def sgd(w, dw, config=None):\n    {body}", "sgd", "optimizers")
        failure = judge.grade(wrong, select("q4b_sgd")).parts[0].checks[0].failure
        assert failure is not None
        lines = failure.trace.splitlines()
        assert [line.strip() for line in lines if not line.strip(" ~^")] == marks, failure.trace


def test_keys_that_can_not_be_looked_at_are_named_where_one_is_missed(judge: Judge) -> None:
    source = "right = initialize\n\ndef initialize(*args, **kwargs):\n    "
    encoded = "return {name.encode(): value for name, value in right(*args, **kwargs).items()}"
    (part,) = judge.grade(
        mixing.replace(source + encoded, "initialize", "initialization"), select("q4a_initialize")
    ).parts
    causes = [check.failure.cause for check in part.checks if check.failure]
    assert any("has no key 'W1'" in cause and "at: bytes)" in cause for cause in causes), causes
