# Forks, up to 200 times.
# Must: be refused at the first.
import os
import time

right = sgd


def sgd(w, dw, config=None):
    children = 0
    for _ in range(200):
        try:
            pid = os.fork()
        except OSError:
            break
        if pid == 0:
            time.sleep(60)
            os._exit(0)
        children += 1
    if children:
        return right(w, dw, config)
