# Starts 200 threads that never end.
# Must: be bounded.
import threading
import time

right = sgd


def sgd(w, dw, config=None):
    for _ in range(200):
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    return right(w, dw, config)
