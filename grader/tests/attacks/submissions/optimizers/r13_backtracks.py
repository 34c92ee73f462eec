# Has a regular expression backtrack for ages.
# Must: be killed.
import re


def sgd(w, dw, config=None):
    return re.match(r"(a+)+$", "a" * 60 + "b")
