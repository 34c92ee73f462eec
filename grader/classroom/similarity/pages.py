"""The pages that show what a group shares, and the earlier terms that a class is compared with."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from grader.classroom.collecting import HandIn, collect
from grader.classroom.scheme import Scheme
from grader.classroom.similarity.compare import compared, page, usual_similarity
from grader.classroom.similarity.forms import form_of
from grader.classroom.similarity.groups import FingerprintIndex, Group, Member
from grader.submission import Submission, SubmissionError
from grader.whole_file import replacing

MOST_PAGES = 60
MOST_RIGHT = 60
EARLIER = "earlier: "


class Earlier:
    """The submissions of earlier terms, by what they are called here."""

    def __init__(self, folders: Iterable[Path], open_hand_in: Callable[[Path], Submission]) -> None:
        self._open = open_hand_in
        self._hand_ins: dict[str, HandIn] = {}
        self._work = Path(tempfile.mkdtemp(prefix="earlier-"))
        for number, folder in enumerate(folders):
            for found in collect(folder, self._work / str(number)):
                if isinstance(found, HandIn):
                    name = f"{EARLIER}{folder.name}/{found.student}"
                    self._hand_ins[name] = found

    def add_to(self, index: FingerprintIndex) -> None:
        """Have them compared with."""
        for name, hand_in in self._hand_ins.items():
            try:
                form = form_of(self._open(hand_in.path))
            except SubmissionError:
                continue
            index.add(Member(name, name, True), form.digest, form.fingerprints)

    def get(self, name: str) -> Submission | None:
        """The submission that goes by this name."""
        hand_in = self._hand_ins.get(name)
        return None if hand_in is None else self._open(hand_in.path)

    def close(self) -> None:
        """Remove what was unpacked."""
        shutil.rmtree(self._work, ignore_errors=True)


def write_pages(
    folder: Path,
    scheme: Scheme,
    groups: Sequence[Group],
    submission_of: Callable[[str], Submission | None],
    name_of: Callable[[str], str],
    right_answers: Sequence[Submission],
) -> Mapping[int, str]:
    """A page for the first pair of each of the largest groups; where each lies, by the group."""
    shutil.rmtree(folder, ignore_errors=True)
    if not groups:
        return {}
    folder.mkdir(parents=True)
    files = sorted({name for each in right_answers for name in each.files if name.endswith(".py")})
    usual = {file: usual_similarity(right_answers[:MOST_RIGHT], file) for file in files}
    found = {}
    for number, group in enumerate(groups[:MOST_PAGES]):
        one, other = _pair(group)
        left, right = submission_of(one.student), submission_of(other.student)
        if left is None or right is None:
            continue
        names = name_of(one.student), name_of(other.student)
        path = folder / f"{number + 1}.html"
        with replacing(path) as file:
            text = page(scheme.title, names, compared(left, right, usual))
            file.write(text.encode("utf-8", "replace"))
        found[number] = f"{folder.name}/{path.name}"
    return found


def _pair(group: Group) -> tuple[Member, Member]:
    """Two of a group who did not hand in together, one of them of this term."""
    first = next(member for member in group.members if not member.earlier)
    return first, next(member for member in group.members if member.party != first.party)
