"""What a submission may use up: seconds that its answers may take, bytes that its replies may have.

An answer, a check and a question part have seconds of the processor, which other programs on the
machine take from nobody; the clock alone ends what waits for something.
Time that is used up is not given back, so an endless loop can't take the time of a whole class:
the time of a submission is one number, in which the judge's own for it counts as well. Half of it
is shared out among the question parts as their reserves, so no part can take that of the others.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass

from grader.calls.failures import BadReply, OutOfBudget
from grader.calls.process import Limit
from grader.worker.clock import PATIENCE


@dataclass(frozen=True)
class Budget:
    """Limits in seconds of the processor: loading a file; one call; all of a check, of a question
    part. For the submission in seconds on the clock, the judge's own included: what comes on top,
    starting processes and looking for ideas, fits into the five minutes that are promised.

    patience: how many times its seconds each of the others may take on the clock.
    reply_bytes: what the replies of one case may have, as a test may hold all of them at once.
    kept_bytes: what of the calls of a part's public checks, and of its hidden ones, is kept until
        all have been tried, for whoever looks for the idea that went wrong; an honest answer takes
        up to half of it.
    """

    load: float = 15.0
    call: float = 10.0
    check: float = 15.0
    part: float = 25.0
    submission: float = 280.0
    patience: float = PATIENCE
    reply_bytes: int = 64 << 20
    kept_bytes: int = 3 << 20


@dataclass
class Account:
    """What one submission has used up so far, over all of its parts.

    ahead: how many are still to come of those that have a reserve each, of so many seconds.
    paused: seconds that passed and did not count.
    """

    seconds: float = 0.0
    ahead: int = 0
    reserve: float = 0.0
    paused: float = 0.0

    def share_out(self, seconds: float, among: int) -> None:
        """Set half of these seconds aside, in equal reserves."""
        self.ahead, self.reserve = among, seconds / 2 / max(among, 1)

    @contextlib.contextmanager
    def counting(self) -> Iterator[None]:
        """Count all that passes inside, whoever takes the time, but for what is paused."""
        before, paused, start = self.seconds, self.paused, time.monotonic()
        try:
            yield
        finally:
            passed = time.monotonic() - start - (self.paused - paused)
            self.seconds = max(self.seconds, before + passed)


class Meter:
    """What one part has used up, in all and in the check that runs, beside its submission's
    account.
    """

    def __init__(self, budget: Budget, account: Account) -> None:
        self.budget = budget
        self.account = account
        self._check = self._part = 0.0
        self._reply_bytes = self._kept_bytes = 0

    def begin_check(self) -> None:
        """Start a check with a budget of its own."""
        self._check, self._reply_bytes = 0.0, 0

    def begin_case(self) -> None:
        """Start a test case, whose replies are counted anew."""
        self._reply_bytes = 0

    def forgive_check(self) -> None:
        """Give the part back what this check has used up."""
        self._part -= self._check
        self._check = 0.0

    @contextlib.contextmanager
    def limited(self, most: float) -> Iterator[Limit]:
        """How long an answer may take that is waited for inside, so many seconds at most; what it
        took is counted.

        Raises:
            OutOfBudget: where nothing is left.
        """
        limit, start = self.limit(most), time.monotonic()
        try:
            yield limit
        finally:
            self._charge(limit.used, time.monotonic() - start)

    def limit(self, most: float) -> Limit:
        """How long the next answer may take, so many seconds at most; OutOfBudget where nothing is
        left.
        """
        budget, account = self.budget, self.account
        processor = min(most, budget.check - self._check, budget.part - self._part)
        clock = budget.submission - account.seconds - account.reserve * account.ahead
        if min(processor, clock) <= 0:
            raise OutOfBudget(self._what_is_used_up())
        return Limit(min(processor, clock), min(processor * budget.patience, clock))

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """Count nothing of the time inside, though somebody outside counts all of it."""
        start = time.monotonic()
        try:
            yield
        finally:
            self.account.paused += time.monotonic() - start

    def _charge(self, processor: float | None, clock: float) -> None:
        """Count what an answer took; where nobody can say of the processor, all that passed."""
        seconds = clock if processor is None else max(processor, clock / self.budget.patience)
        self._check += seconds
        self._part += seconds
        self.account.seconds += max(seconds, clock)

    def charge_reply(self, size: int) -> None:
        """Count the bytes of a reply; BadReply where they are too many."""
        self._reply_bytes += size
        if self._reply_bytes > self.budget.reply_bytes:
            most = self.budget.reply_bytes >> 20
            raise BadReply(f"returned more than {most} MiB in one case; return only what is asked")

    def has_room(self, size: int) -> bool:
        """Whether so many bytes more may be kept until the part has ended; then they count."""
        if self._kept_bytes + size > self.budget.kept_bytes:
            return False
        self._kept_bytes += size
        return True

    def is_whole(self, limit: Limit) -> bool:
        """Whether this is all the time that loading a file can ever get."""
        whole = min(self.budget.load, self.budget.check, self.budget.part)
        return limit.processor >= whole and limit.clock >= whole * self.budget.patience

    def _what_is_used_up(self) -> str:
        if self._part >= self.budget.part:
            return f"not run: earlier checks used up the {self.budget.part:g} s of this question"
        if self._check >= self.budget.check:
            return f"not run: earlier calls used up the {self.budget.check:g} s of this check"
        return f"not run: the {self.budget.submission:g} s for the whole submission are used up"
