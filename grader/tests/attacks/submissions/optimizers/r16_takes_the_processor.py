# Gives itself the highest priority and leaves threads that never rest.
# Must: be refused the priority; the threads end with the process.
import os
import threading

right = sgd


def spin():
    while True:
        pass


for _ in range(4):
    threading.Thread(target=spin, daemon=True).start()


def sgd(w, dw, config=None):
    for raise_it in (
        lambda: os.setpriority(os.PRIO_PROCESS, 0, -20),
        lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)),
    ):
        try:
            raise_it()
        except OSError:
            continue
        return right(w, dw, config)
