"""Short answers: how a formula, a number or a choice that somebody wrote is read, and when it is
the right one.

An answer is text. It is read by a small grammar of its own and never handed to Python; the formula
is then compared with the key's at points where its letters are defined, so that every form of the
right answer is right.
"""

from grader.answers.reading import read
from grader.answers.tokens import Unreadable

__all__ = ["Unreadable", "read"]
