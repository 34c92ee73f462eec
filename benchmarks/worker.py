"""What a confined worker costs: until it is ready, for a call, for its end; and the memory of all.

    python -m benchmarks.worker

Bounds, on an idle machine: ready within 15 ms (median, servers warm, torch loaded), a
call of adam on 20 floats under 200 µs, kill and respawn under 25 ms, peak memory (PSS) of judge,
servers and workers under 600 MB while the solutions are graded. Beside them, for scale on a busy
machine: forking and reaping a process that does nothing, and adam without a wire. Where other
programs run, `chrt -r 5 python -m benchmarks.worker` (as root) keeps them out of the way.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np

from grader.calls.budget import Account, Budget, Meter
from grader.calls.loaded import LoadedFiles
from grader.calls.servers import Servers
from grader.tests.course import HOMEWORK, load, open_session
from solutions import optimizers

ROOT = Path(__file__).resolve().parents[1]
PROCESSES, CALLS = 100, 2000
SAMPLE_SECONDS = 0.05


def milliseconds(run: Callable[[], object], repeats: int) -> list[float]:
    """How long each of many runs takes, sorted."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        times.append(1e3 * (time.perf_counter() - start))
    return sorted(times)


def show(words: str, times: list[float], bound: float) -> None:
    """One line: the best, which other programs disturbed least, the median, and its bound."""
    wanted = f"bound {bound:g} ms" if bound else "for scale"
    print(f"{words:<42} {times[0]:8.3f} ms {statistics.median(times):8.3f} ms   {wanted}")


def fork_and_reap() -> None:
    """The least that a new process costs here."""
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def measure_processes(servers: Servers) -> None:
    """Starting, and ending and starting again."""
    solution, meter = load(ROOT / "solutions"), Meter(Budget(part=600, check=600), Account())
    for module, bound in (("optimizers", 5), ("features", 15)):
        readies, wholes = [], []
        with closing(LoadedFiles(solution, servers)) as files:
            files.worker(module, meter).end()
            for _ in range(PROCESSES):
                begin = time.perf_counter()
                worker = files.worker(module, meter)
                ready = time.perf_counter()
                worker.end()
                readies.append(1e3 * (ready - begin))
                wholes.append(1e3 * (time.perf_counter() - begin))
        show(f"a fork of {module}.py is ready", sorted(readies), bound)
        show("the same, and gone again", sorted(wholes), 2 * bound)
    show("(fork and reap a copy of this process)", milliseconds(fork_and_reap, PROCESSES), 0)


def measure_calls(servers: Servers) -> None:
    """One step of adam, as a test makes it."""
    rng = np.random.default_rng(0)
    w, dw, m, v = rng.standard_normal((4, 20))
    config = {"learning_rate": 1e-3, "m": m, "v": v**2, "t": 3}
    session = open_session(
        load(ROOT / "solutions"), servers, "optimizers", Budget(part=600, check=600)
    )
    session.begin_check()

    def call() -> None:
        session.begin_case()
        session.call("adam", (w, dw, config), {})

    call()
    show("adam on 20 floats, there and back", milliseconds(call, CALLS), 0.2)
    session.close()
    here = milliseconds(lambda: optimizers.adam(w, dw, dict(config)), CALLS)
    show("(the same without a wire)", here, 0)


def peak_memory() -> None:
    """The most that grading the solutions takes, over all of its processes at one moment."""
    peak, most = 0.0, 0
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "grader", "grade", "solutions"]
        command += ["--results", f"{folder}/results.json"]
        grading = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
        while grading.poll() is None:
            sizes = [pss(pid) for pid in family(grading.pid)]
            peak, most = max(peak, sum(sizes)), max(most, len(sizes))
            time.sleep(SAMPLE_SECONDS)
    words = f"peak memory (PSS) of {most} processes"
    print(f"{words:<42} {peak:8.0f} MB {'':>11}   bound 400 MB")


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(entry.parent.name)] = int(entry.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = [pid]
    for member in found:
        found += [child for child, parent in parents.items() if parent == member]
    return found


def pss(pid: int) -> float:
    """The proportional share of memory of one process in MB; 0 where it has gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1e3


def main() -> None:
    """Print the figures."""
    print(f"{'':<42} {'best':>11} {'median':>11}")
    with Servers(HOMEWORK) as servers:
        servers.start({"torch"})
        measure_processes(servers)
        measure_calls(servers)
    peak_memory()


if __name__ == "__main__":
    main()
