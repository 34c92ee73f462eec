# Opens the files of the project, by every way that leads to them.
# Must: be refused.
import os

right = sgd
NAMES = ["tests/references.py", "grader/rubric/q4b_sgd.py", "solutions/optimizers.py", "build/cases"]


def sgd(w, dw, config=None):
    root = os.open("@ROOT@", os.O_PATH)
    for name in NAMES:
        for way in (
            lambda: open(f"@ROOT@/{name}").read(),
            lambda: os.open(name, os.O_RDONLY, dir_fd=root),
            lambda: os.listdir(os.path.dirname(f"@ROOT@/{name}")),
            lambda: open(f"/proc/self/root@ROOT@/{name}").read(),
            lambda: open(f"@ROOT@/student/provided/../../{name}").read(),
        ):
            try:
                way()
            except OSError:
                continue
            return right(w, dw, config)
