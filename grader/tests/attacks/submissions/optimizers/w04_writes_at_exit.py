# Leaves functions that run when the process ends, and when objects are thrown away.
# Must: never run, or be refused.
import atexit
import weakref


class Writer:
    def write(self):
        open("@FOLDER@/results.json", "w").write('{"score": 100}')

    __del__ = write


writer = Writer()
atexit.register(writer.write)
weakref.finalize(atexit, open, "@FOLDER@/results.json", "w")


def sgd(w, dw, config=None):
    return None
