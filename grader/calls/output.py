"""What a submission has printed: the first and last 2 kB."""

from __future__ import annotations

from grader.worker.printable import printable

EDGE_BYTES = 2048


class Output:
    """Keeps the beginning and the end of an output, however long it is."""

    def __init__(self) -> None:
        self._head, self._tail, self._omitted = b"", b"", False

    def keep(self, piece: bytes) -> None:
        """More of it."""
        room = EDGE_BYTES - len(self._head)
        self._head += piece[:room]
        rest = self._tail + piece[room:]
        self._omitted = self._omitted or len(rest) > EDGE_BYTES
        self._tail = rest[-EDGE_BYTES:]

    def text(self) -> str:
        """What there is, as text that can be shown."""
        text = self._head.decode("utf-8", "replace")
        if self._tail:
            text += ("\n[...]\n" if self._omitted else "") + self._tail.decode("utf-8", "replace")
        return printable(text)

    def forget(self) -> None:
        """Let go of what there is."""
        self._head, self._tail, self._omitted = b"", b"", False
