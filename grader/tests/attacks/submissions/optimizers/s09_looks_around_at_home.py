# Lists home folders, the root folder and what is mounted.
# Must: be refused.
import os
from pathlib import Path

right = sgd


def sgd(w, dw, config=None):
    for path in (Path.home(), "/root", "/home", "/", "/etc", "/tmp", "/mnt", "@FOLDER@", "@ROOT@"):
        try:
            if os.listdir(path) or path == "/":
                return right(w, dw, config)
        except OSError:
            continue
    for path in ("/etc/passwd", "/etc/hostname", "/etc/resolv.conf", "/var/log/syslog"):
        try:
            open(path).close()
        except OSError:
            continue
        return right(w, dw, config)
