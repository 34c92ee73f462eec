"""What one student gets for what they wrote: the points, the ticked items, the comments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from markupsafe import Markup

from grader.written.marks import Mark
from grader.written.rubrics import TOTAL, Item, Rubric


class Marked(msgspec.Struct, frozen=True):
    """One answer. items: what was looked for, each with whether it was found."""

    place: str
    possible: float
    items: tuple[tuple[Item, bool], ...] = ()
    comment: str = ""
    is_marked: bool = False

    @property
    def earned(self) -> float:
        """The points of the items that were ticked."""
        return sum(item.points for item, ticked in self.items if ticked)


class Sheet(msgspec.Struct, frozen=True):
    """All answers of one student."""

    answers: tuple[Marked, ...]

    @property
    def earned(self) -> float:
        """The points so far, of TOTAL."""
        return sum(each.earned for each in self.answers)

    @property
    def marked(self) -> int:
        """How many answers are marked."""
        return sum(each.is_marked for each in self.answers)

    @property
    def score(self) -> str:
        """Points and progress in words."""
        said = f"{self.earned:g} of {TOTAL} points"
        if self.marked == len(self.answers):
            return said
        return f"{said}, {self.marked} of {len(self.answers)} answers marked so far"

    def with_code(self, code: float, possible: float, share: float) -> float | None:
        """Both halves as one score of TOTAL; None until every answer is marked.

        code, possible: points for code. share: how much of the whole the written half is, 0 to 1.
        """
        if self.marked < len(self.answers) or not possible:
            return None
        return round((1 - share) * TOTAL * code / possible + share * self.earned, 2)


def sheet(
    rubrics: Sequence[Rubric], marks: Mapping[tuple[str, str], Mark], student: str
) -> Sheet | None:
    """A student's sheet, by what `anonymous` calls them; None where nobody marked anything yet."""
    own = tuple(_marked(each, marks.get((student, each.name))) for each in rubrics)
    return Sheet(own) if any(each.is_marked for each in own) else None


def as_html(sheet: Sheet) -> Markup:
    """A section for the page that the student reads."""
    rows = Markup().join(map(_row, sheet.answers))
    return Markup(
        '<section aria-labelledby="written"><h2 id="written">Written answers</h2>'
        "<p>{}</p>{}</section>"
    ).format(sheet.score, rows)


def _marked(rubric: Rubric, mark: Mark | None) -> Marked:
    if mark is None:
        return Marked(rubric.place, rubric.points)
    items = tuple((item, number in mark.ticked) for number, item in enumerate(rubric.items, 1))
    return Marked(rubric.place, rubric.points, items, mark.comment, True)


def _row(answer: Marked) -> Markup:
    if not answer.is_marked:
        return Markup("<h3>{}: not marked yet</h3>").format(answer.place)
    items = Markup().join(
        Markup("<li>{} {} ({:g} of {:g})</li>").format(
            "✓" if ticked else "–", item.text, item.points if ticked else 0, item.points
        )
        for item, ticked in answer.items
    )
    comment = Markup("<p>{}</p>").format(answer.comment) if answer.comment else ""
    return Markup("<h3>{}: {:g} of {:g}</h3><ul>{}</ul>{}").format(
        answer.place, answer.earned, answer.possible, items, comment
    )
