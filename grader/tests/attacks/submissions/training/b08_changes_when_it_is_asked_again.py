# Is a dict of its own kind that gives other values each time.
# Must: be named by its type.
import itertools

COUNT = itertools.count()


class Changing(dict):
    def __getitem__(self, key):
        return next(COUNT)


BEST_MODEL = Changing(BEST_MODEL)
