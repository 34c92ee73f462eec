"""Whom Canvas takes a row of an uploaded gradebook for: the rules of its importer, as they stand in
lib/gradebook_importer.rb, on a course of people that a test makes up."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class User:
    """Somebody in the course."""

    id: int
    name: str
    sortable_name: str
    sis_id: str = ""
    login: str = ""


class Refused(Exception):
    """Canvas doesn't take the file."""


def uploaded(path: Path, course: Sequence[User]) -> list[tuple[User | None, Mapping[str, str]]]:
    """Each row of people with whom Canvas takes it for; None where it asks who that is."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    if len(header) < 4 or "Student" not in header[0] or "ID" not in header[1]:
        raise Refused(header)
    if header[2] == "SIS Login ID":
        sis, login = None, 2
    elif header[2:4] == ["SIS User ID", "SIS Login ID"]:
        sis, login = 2, 3
    else:
        sis, login = None, None
    if "Section" not in header:
        raise Refused(header)
    found: list[tuple[User | None, Mapping[str, str]]] = []
    for row in rows:
        if "Points Possible" in row[0] or all(
            re.fullmatch(r"\s*(Muted|Manual Posting.*)?\s*", cell, re.IGNORECASE) for cell in row
        ):
            continue
        found.append((_user(row, sis, login, course), dict(zip(header, row, strict=False))))
    return found


def _user(
    row: Sequence[str], sis: int | None, login: int | None, course: Sequence[User]
) -> User | None:
    # Ruby's to_i: the digits that a text begins with, 0 where it begins with none.
    digits = re.match(r"\s*(\d+)", row[1])
    number = int(digits[1]) if digits else 0
    tries: list[Callable[[User], bool]] = [lambda user: bool(row[1]) and user.id == number]
    if sis is not None and row[sis]:
        tries.append(lambda user: user.sis_id == row[sis])
    if login is not None and row[login]:
        tries.append(lambda user: user.login == row[login])
    tries.append(lambda user: row[0] in (user.name, user.sortable_name))
    return next((user for is_meant in tries for user in course if is_meant(user)), None)
