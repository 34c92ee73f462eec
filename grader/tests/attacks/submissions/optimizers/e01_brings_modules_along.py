# Imports modules that lie beside it in the submission.
# Must: find none; a submission is seven files.
import importlib

right = sgd


def sgd(w, dw, config=None):
    for name in ("helper", "student.helper", "conftest", "sitecustomize", "process"):
        try:
            importlib.import_module(name)
        except ImportError:
            continue
        return right(w, dw, config)
