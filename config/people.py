"""Adds, changes and removes people in the text of config.yaml; every other line stays as it is. Pure: text to text.

What comes out is read again: if it is not the old settings with that one change, InputError says to do it by hand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, get_args

from config.edit import business_at, end_of, indent_of
from config.settings import Role
from config.tree import Tree, Where, parse_tree
from model import InputError

ROLES: tuple[str, ...] = get_args(Role)
KEYS = ("name", "email", "roles", "language")
PLAIN = re.compile(r"[^\W\d_][\w@+-]*(?:[ .][\w@+-]+)*")
NOT_TEXT = ("true", "false", "null", "yes", "no", "on", "off", "y", "n")


@dataclass(frozen=True, slots=True)
class _Place:
    """The people of one business in the text: its rows, its tree, where they stand in it, who they are."""

    rows: list[str]
    tree: Tree
    where: Where
    people: list[Any]

    def find(self, email: str) -> int:
        for number, person in enumerate(self.people):
            if isinstance(person, dict) and str(person.get("email")).strip().casefold() == email.strip().casefold():
                return number
        raise InputError(f"config.yaml has nobody with the address {email} here")

    def span(self, number: int) -> tuple[int, int]:
        """The rows of that person: the first, and the one after the last."""
        first = self.tree.line((*self.where, number)) - 1
        return first, end_of(self.rows, self.tree, (*self.where, number), indent_of(self.rows[first]) + 1)


def add_person(text: str, business: str, person: Mapping[str, Any]) -> str:
    """`text` with `person` (name, email, roles, language) as the last of the people of `business`."""
    place = _open(text, business)
    entry = _ordered(person)
    if not place.people:
        raise _by_hand()
    first, after = place.span(len(place.people) - 1)
    dash = indent_of(place.rows[first])
    block = [f"{' ' * dash}{'- ' if at == 0 else '  '}{key}: {_said(entry[key])}\n" for at, key in enumerate(entry)]
    rows = [*place.rows]
    if not rows[after - 1].endswith("\n"):
        rows[after - 1] += "\n"
    return _checked(place, [*rows[:after], *block, *rows[after:]], [*place.people, entry])


def change_person(text: str, business: str, email: str, changes: Mapping[str, Any]) -> str:
    """`text` with the roles, the language or the name of one person changed; comments beside them stay."""
    place = _open(text, business)
    number = place.find(email)
    wanted = {**place.people[number], **_ordered(changes)}
    first, after = place.span(number)
    if place.rows[first].lstrip().startswith("- {"):
        new = [_flow_row(place.rows[first], place.people[number], wanted)] if after == first + 1 else []
    else:
        new = _block_rows(place, number, changes)
    people = [wanted if at == number else person for at, person in enumerate(place.people)]
    return _checked(place, [*place.rows[:first], *new, *place.rows[after:]], people)


def remove_person(text: str, business: str, email: str) -> str:
    """`text` without that person. InputError for the only one: somebody must be left to sign in."""
    place = _open(text, business)
    number = place.find(email)
    if len(place.people) == 1:
        raise InputError("the only person cannot be removed: add somebody else first")
    first, after = place.span(number)
    people = [person for at, person in enumerate(place.people) if at != number]
    return _checked(place, [*place.rows[:first], *place.rows[after:]], people)


def people_block(text: str, business: str) -> str:
    """The rows of `people:` of that business as they stand in `text`, to copy."""
    place = _open(text, business)
    first = place.tree.line(place.where) - 1
    _, after = place.span(len(place.people) - 1) if place.people else (first, first + 1)
    return "".join(place.rows[first:after])


def _open(text: str, business: str) -> _Place:
    tree = parse_tree(text.encode())
    if tree.problems:
        raise InputError(f"config.yaml must be in order before it can be changed: {tree.problems[0]}")
    where = (*business_at(tree, business), "people")
    people = tree.at(where) or []
    if not isinstance(people, list) or where in tree.flow:
        raise _by_hand()
    return _Place(text.splitlines(keepends=True), tree, where, people)


def _checked(place: _Place, rows: list[str], people: list[Any]) -> str:
    """The new text, once it reads as the old settings with these people and nothing else changed."""
    text = "".join(rows)
    after = parse_tree(text.encode())
    if after.problems or after.at(place.where) != people or _others(after, place) != _others(place.tree, place):
        raise _by_hand()
    return text


def _others(tree: Tree, place: _Place) -> Any:
    """All settings but the people of that one business."""
    data = deepcopy(tree.data)
    data["businesses"][place.where[1]].pop("people", None)
    return data


def _by_hand() -> InputError:
    return InputError("config.yaml is written in a way that cannot be changed from here: change its people by hand")


def _ordered(person: Mapping[str, Any]) -> dict[str, Any]:
    entry = {key: person[key] for key in KEYS if key in person}
    if "roles" in entry:
        entry["roles"] = [role for role in ROLES if role in entry["roles"]]
    return entry


def _flow_row(row: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """`- {name: Ida, …}  # comment` with other values."""
    start = row.index("{")
    for close in (at for at, sign in enumerate(row) if sign == "}"):
        if parse_tree(f"- {row[start : close + 1]}".encode()).data == [old]:
            inside = ", ".join(f"{key}: {_said(value)}" for key, value in new.items())
            return f"{row[:start]}{{{inside}}}{row[close + 1 :]}"
    raise _by_hand()


def _block_rows(place: _Place, number: int, changes: Mapping[str, Any]) -> list[str]:
    first, after = place.span(number)
    rows, entry = place.rows[first:after], place.people[number]
    for key, value in _ordered(changes).items():
        if key in entry:
            at = place.tree.line((*place.where, number, key)) - 1 - first
            rows[at] = _other_value(rows[at], key, entry[key], value)
        else:
            column = " " * (len(rows[0]) - len(rows[0].lstrip(" -")))
            if not rows[-1].endswith("\n"):
                rows[-1] += "\n"
            rows.append(f"{column}{key}: {_said(value)}\n")
    return rows


def _other_value(row: str, key: str, old: Any, new: Any) -> str:
    """`roles: [staff]   # comment` with another value. By hand where the old one does not end on this row."""
    head, rest = row.split(f"{key}:", 1)
    body = rest.rstrip("\n")
    ends = [*(match.start() for match in re.finditer(r"\s+#", body)), len(body)]
    for end in ends:
        if parse_tree(f"{key}:{body[:end]}".encode()).data == {key: old}:
            return f"{head}{key}: {_said(new)}{body[end:]}{rest[len(body) :]}"
    raise _by_hand()


def _said(value: Any) -> str:
    """A text or a list of texts as YAML that reads back as just that: quoted unless it is plainly a word."""
    if isinstance(value, list):
        return f"[{', '.join(_said(one) for one in value)}]"
    text = str(value)
    if PLAIN.fullmatch(text) and text.casefold() not in NOT_TEXT:
        return text
    return json.dumps(text, ensure_ascii=not text.isprintable())
