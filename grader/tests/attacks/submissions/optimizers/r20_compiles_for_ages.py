# Is a small source that takes gigabytes to compile.
# Must: be bounded in memory and time, and cost what uses it.
X = ((((((((((1,) * 99,) * 99,) * 99,) * 99,) * 99,) * 99,) * 99,) * 99,) * 99,) * 99
exec("x = " + "(" * 90 + "1" + ",) * 999" * 90)
raise MemoryError


def sgd(w, dw, config=None):
    return X and right(w, dw, config)
