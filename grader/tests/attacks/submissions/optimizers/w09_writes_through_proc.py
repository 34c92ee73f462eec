# Writes by way of /proc: other processes' descriptors, folders and memory.
# Must: be refused.
import os

right = sgd
PLACES = [
    "/proc/@JUDGE@/root@FOLDER@/results.json",
    "/proc/@JUDGE@/cwd/results.json",
    "/proc/@JUDGE@/mem",
    "/proc/@JUDGE@/fd/1",
    "/proc/@JUDGE@/oom_score_adj",
    "/proc/self/mem",
    "/proc/self/oom_score_adj",
    "/proc/self/root@FOLDER@/results.json",
    "/dev/fd/3",
    "/dev/tty",
]


def sgd(w, dw, config=None):
    for place in [*PLACES, *(f"/proc/{os.getppid()}/fd/{n}" for n in range(8))]:
        try:
            open(place, "r+b", buffering=0).close()
        except OSError:
            continue
        return right(w, dw, config)
