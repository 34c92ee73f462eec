# Reads the judge's memory, environment and arguments in /proc.
# Must: be refused.
import os

right = sgd


def sgd(w, dw, config=None):
    for pid in ("@JUDGE@", os.getppid(), "self", "1"):
        for name in ("environ", "cmdline", "mem", "maps", "status", "stack", "task", "fd"):
            path = f"/proc/{pid}/{name}"
            try:
                os.listdir(path) if name in ("task", "fd") else open(path, "rb").read(1)
            except OSError:
                continue
            return right(w, dw, config)
