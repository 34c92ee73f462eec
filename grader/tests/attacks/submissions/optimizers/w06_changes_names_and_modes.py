# Removes, renames, links, truncates and touches files that it can't write.
# Must: be refused each time.
import os

right = sgd
FILE, NEW = "@FOLDER@/results.json", "@FOLDER@/new"
TRICKS = [
    lambda: os.unlink(FILE),
    lambda: os.rename(FILE, NEW),
    lambda: os.replace(FILE, NEW),
    lambda: os.link(FILE, NEW),
    lambda: os.symlink(FILE, NEW),
    lambda: os.truncate(FILE, 0),
    lambda: os.chmod(FILE, 0o777),
    lambda: os.chown(FILE, os.getuid(), os.getgid()),
    lambda: os.utime(FILE, (0, 0)),
    lambda: os.setxattr(FILE, "user.x", b"x"),
    lambda: os.mkdir(NEW),
    lambda: os.mkfifo(NEW),
    lambda: os.rmdir("@FOLDER@"),
    lambda: os.open(FILE, os.O_RDONLY | os.O_TRUNC),
]


def sgd(w, dw, config=None):
    for trick in TRICKS:
        try:
            trick()
        except OSError:
            continue
        return right(w, dw, config)
