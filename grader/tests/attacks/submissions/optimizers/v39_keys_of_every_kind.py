# Returns dicts whose keys can't be sent, or are equal to all others, or have types with odd names.
# Must: lose what they hold, and name them in words that a report can show.
import itertools


class Raising(type):
    def __getattribute__(cls, name):
        raise SystemExit(0)


class Unnamed(metaclass=Raising):
    pass


class EqualToAll(str):
    def __eq__(self, other):
        return True

    def __hash__(self):
        return hash("m")


PAINTED = [type(f"\x1b[2J{i}\n" + "x" * 999, (), {}) for i in range(90)]
KEYS = itertools.cycle(
    [
        lambda: {painted(): 1 for painted in PAINTED},
        lambda: {Unnamed(): 1, "m": Unnamed()},
        lambda: {EqualToAll("m"): 1, (1,) * 9: 2, (np.datetime64(0, "s"),): 3},
        lambda: {10**5000: 1, (10**5000,): 2, float("nan"): 3, b"m": 4, frozenset(): 5},
        lambda: {object(): number for number in range(10_000)},
    ]
)


def adam(w, dw, config=None):
    return w, next(KEYS)()
