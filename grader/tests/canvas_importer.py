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


@dataclass(frozen=True)
class _Columns:
    """Where a row says who: names first, then the ids that the header has."""

    names: int
    sis: int | None
    login: int | None


def uploaded(path: Path, course: Sequence[User]) -> list[tuple[User | None, Mapping[str, str]]]:
    """Each row of people with whom Canvas takes it for; None where it asks who that is."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    columns = _columns(header)
    found: list[tuple[User | None, Mapping[str, str]]] = []
    for row in ([_with_a_point(cell) for cell in cells] for cells in rows):
        if "Points Possible" in row[0] or all(
            re.fullmatch(r"\s*(Muted|Manual Posting.*)?\s*", cell, re.IGNORECASE) for cell in row
        ):
            continue
        found.append((_user(row, columns, course), dict(zip(header, row, strict=False))))
    return found


def _columns(header: Sequence[str]) -> _Columns:
    in_two = header[:2] == ["LastName", "FirstName"]
    names = 2 if in_two else 1
    if len(header) <= names + 2 or "ID" not in header[names]:
        raise Refused(header)
    if not in_two and "Student" not in header[0]:
        raise Refused(header)
    first, second, third, fourth = [*header[names + 1 :], "", "", "", ""][:4]
    sis = login = None
    count = names + 2
    if "SIS Login ID" in first:
        login, count = names + 1, count + 1
    elif "SIS User ID" in first and "SIS Login ID" in second:
        sis, login = names + 1, names + 2
        has_integration = "Integration ID" in third
        count += 2 + has_integration
        count += "Root Account" in (fourth if has_integration else third)
    if len(header) < count or "Section" not in header[count - 1]:
        raise Refused(header)
    return _Columns(names, sis, login)


def _with_a_point(cell: str) -> str:
    """What looks like a number has a point before its decimals, and no other mark."""
    if not re.fullmatch(r"-?[0-9.,]+%?", cell):
        return cell
    *whole, decimals = re.split(r"[,.]", cell)
    return f"{''.join(whole)}.{decimals}" if whole else decimals


def _user(row: Sequence[str], columns: _Columns, course: Sequence[User]) -> User | None:
    # Ruby's to_i: the digits that a text begins with, 0 where it begins with none.
    own = row[columns.names]
    digits = re.match(r"\s*(\d+)", own)
    number = int(digits[1]) if digits else 0
    name = row[0] if columns.names == 1 else f"{row[1]} {row[0]}".strip()
    tries: list[Callable[[User], bool]] = [lambda user: bool(own) and user.id == number]
    if columns.sis is not None and (sis := row[columns.sis]):
        tries.append(lambda user: user.sis_id == sis)
    if columns.login is not None and (login := row[columns.login]):
        tries.append(lambda user: user.login == login)
    tries.append(lambda user: name in (user.name, user.sortable_name))
    return next((user for is_meant in tries for user in course if is_meant(user)), None)
