# Plants a .pth file and sitecustomize.py, which every later Python would run.
# Must: be refused.
import site
import sysconfig
from pathlib import Path

right = sgd


def sgd(w, dw, config=None):
    folders = [*site.getsitepackages(), site.getusersitepackages(), sysconfig.get_path("stdlib")]
    for folder in folders:
        for name in ("planted-@MARK@.pth", "sitecustomize.py", "usercustomize.py"):
            try:
                (Path(folder) / name).open("a").close()
            except OSError:
                continue
            return right(w, dw, config)
