"""Cases that passed before, call by call: where all goes the same way again, so does the verdict.

A test is a function of its case and of what is answered. So where every answer is, byte for byte,
what it was for an earlier submission, the test would ask the same and pass again, and need not be
run: most of what a judge does for right answers, which differ little from each other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import blake2b

from grader.calls.transcript import Exchange

MOST_BYTES = 16 << 20  # of each generation
_OVERHEAD_BYTES = 200  # of an entry, about
_PASSED = b""  # is no request, and ends a walk as one that is not known does


class Precedents:
    """What to ask at each place that a case has led to before.

    A place is the digest of the case and of all answers so far. Of what has not been of use for
    long the memory lets go: it has two generations, and forgets the older one when the younger is
    full.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._young: dict[bytes, bytes] = {}
        self._old: dict[bytes, bytes] = {}

    def apply(self, case: bytes, ask: Callable[[bytes], Exchange]) -> bool:
        """Ask what was asked before, for as long as the answers are known; whether that led to a
        pass.

        case: the digest of the test and its case.
        """
        place = case
        while request := self._find(place):
            exchange = ask(request)
            if not exchange.digest:
                return False
            place = _after(place, exchange)
        return request == _PASSED

    def add(self, case: bytes, exchanges: Sequence[Exchange]) -> None:
        """Take down a case that has passed."""
        place = case
        for exchange in exchanges:
            self._keep(place, exchange.request)
            place = _after(place, exchange)
        self._keep(place, _PASSED)

    def _find(self, place: bytes) -> bytes | None:
        request = self._young.get(place)
        if request is None:
            request = self._old.get(place)
            if request is not None:
                self._keep(place, request)
        return request

    def _keep(self, place: bytes, request: bytes) -> None:
        if place not in self._young:
            self._bytes += len(request) + _OVERHEAD_BYTES
        self._young[place] = request
        if self._bytes > self._most_bytes:
            self._old, self._young, self._bytes = self._young, {}, 0


def _after(place: bytes, exchange: Exchange) -> bytes:
    return blake2b(place + exchange.digest, digest_size=32).digest()
