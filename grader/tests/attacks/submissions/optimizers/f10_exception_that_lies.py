# Raises an exception whose every method fails, lies or exits.
# Must: arrive as text about itself, or cost that call.
class Hostile(BaseException):
    def __str__(self):
        raise SystemExit(0)

    __repr__ = __str__

    def __getattribute__(self, name):
        raise KeyboardInterrupt


def sgd(w, dw, config=None):
    raise Hostile
