# Is a dict of its own kind that gives other values each time.
# Must: be worth what it holds: it is read as a dict is, past what it overrides.
# deserves: 1
import itertools

COUNT = itertools.count()


class Changing(dict):
    def __getitem__(self, key):
        return next(COUNT)


BEST_MODEL = Changing(BEST_MODEL)
