# Leaves a file in every place where everybody may write.
# Must: be refused in all of them.
import tempfile
from pathlib import Path

right = sgd


def sgd(w, dw, config=None):
    for folder in ("/tmp", "/var/tmp", "/dev/shm", ".", "@FOLDER@", Path.home(), tempfile.gettempdir()):
        try:
            (Path(folder) / "left-@MARK@").write_text("here")
        except OSError:
            continue
        return right(w, dw, config)
