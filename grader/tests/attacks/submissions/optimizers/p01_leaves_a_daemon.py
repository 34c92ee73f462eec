# Starts a process in a session of its own and forgets it.
# Must: be refused.
import subprocess
import sys

right = sgd


def sgd(w, dw, config=None):
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
    return right(w, dw, config)
