# Returns a tuple of a class of its own.
# Must: be named by its type.
from typing import NamedTuple


class Pair(NamedTuple):
    next_w: object
    config: dict

    def __len__(self):
        return 2


def sgd(w, dw, config=None):
    return Pair(w, {})
