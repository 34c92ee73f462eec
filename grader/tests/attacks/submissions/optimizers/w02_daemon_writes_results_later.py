# Forks twice, so that nobody waits for it, and writes results.json after the judge.
# Must: be refused at the first fork.
import os
import time

right = sgd


def sgd(w, dw, config=None):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(0.5)
            open("@FOLDER@/results.json", "w").write('{"score": 100}')
        os._exit(0)
    return right(w, dw, config)
