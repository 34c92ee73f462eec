"""How grading begins: the processes that will hold students' code start first, while this one still
loads what it judges with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from grader.calls.servers import Servers
from grader.homework import Homework

if TYPE_CHECKING:
    from grader.judge.grading import Judge
    from grader.judge.rubric import Part


@contextmanager
def open_judge(
    homework: Homework,
    question: str = "",
    *,
    explain: bool = True,
    carry: bool = True,
    say: Callable[[str], None] = lambda line: None,
) -> Iterator[tuple[Judge, tuple[Part, ...]]]:
    """A judge of this homework, and the parts that a question names (all for "").

    explain, carry: as Judge takes them. say: hears a line before something slow.

    Raises:
        UnknownQuestion: where there is no such question.
    """
    with Servers(homework) as servers:
        servers.start()
        if servers.note:
            say(servers.note)
        from grader.judge.grading import Judge, open_recording
        from grader.judge.rubric import rubric
        from grader.judge.selecting import select

        chosen = select(rubric(homework), question)
        libraries = {
            library for part in chosen for library in homework.file(part.stated.file).libraries
        }
        servers.start(libraries)
        recording = open_recording(homework, say=say)
        yield Judge(homework, servers, recording, explain=explain, carry=carry), chosen
