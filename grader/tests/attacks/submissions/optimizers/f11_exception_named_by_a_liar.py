# Raises an exception whose class gives an object for its name.
# Must: cost that call.
class Meta(type):
    @property
    def __name__(cls):
        return object()


class Hostile(Exception, metaclass=Meta):
    pass


def sgd(w, dw, config=None):
    raise Hostile("x")
