"""Adds a source to the text of config.yaml; every other line stays as it is, byte for byte. Pure: text to text.

What comes out is read again: if it is not the old settings plus the new source, nothing is changed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import StringIO
from typing import Any

from ruamel.yaml import YAML

from config.base import hint_of, slug_of
from config.tree import Tree, Where, parse_tree
from model import InputError


def add_source_entry(text: str, business: str, entry: dict[str, Any]) -> str:
    """`text` with `entry` at the end of the sources of `business` (its name or slug).

    InputError when the text cannot be read, has no such business, or the business has a source of that name.
    """
    tree = parse_tree(text.encode())
    if tree.problems:
        raise InputError(f"config.yaml must be in order before it can be changed: {tree.problems[0]}")
    where = business_at(tree, business)
    sources = tree.at((*where, "sources")) or []
    _refuse_twin(tree, (*where, "sources"), sources, str(entry.get("name", "")))
    changed = _insert(text, tree, where, entry, first=not sources)
    after = parse_tree(changed.encode())
    if (
        after.problems
        or after.at((*where, "sources")) != [*sources, entry]
        or _without(after, where) != _without(tree, where)
    ):
        by_hand = f"Add this under sources yourself:\n{dump_entry(entry, 2)}"
        raise InputError(f"config.yaml is written in a way that I cannot add to. {by_hand}")
    return changed


def business_at(tree: Tree, asked: str) -> Where:
    """Where the business of that name or slug stands; InputError lists the names."""
    entries = tree.at(("businesses",))
    names = [str(entry.get("name")) for entry in entries or () if isinstance(entry, dict)]
    for number, name in enumerate(names):
        if asked.casefold() in (name.casefold(), slug_of(name)):
            return ("businesses", number)
    raise InputError(f'config.yaml has no business "{asked}"{hint_of(asked, names)}')


def _refuse_twin(tree: Tree, where: Where, sources: list[Any], name: str) -> None:
    for number, source in enumerate(sources):
        if isinstance(source, dict) and slug_of(str(source.get("name"))) == slug_of(name):
            raise InputError(f'there is a source "{source["name"]}" already (line {tree.line((*where, number))})')


def _without(tree: Tree, where: Where) -> Any:
    """Everything but the sources of the business at `where`, to compare."""
    business = {key: value for key, value in tree.at(where).items() if key != "sources"}
    others = [entry for number, entry in enumerate(tree.at(("businesses",))) if number != where[1]]
    return {**tree.data, "businesses": [*others, business]}


def _insert(text: str, tree: Tree, where: Where, entry: dict[str, Any], *, first: bool) -> str:
    rows = text.splitlines(keepends=True)
    list_at = (*where, "sources")
    key_column = _column(rows, tree.line((*where, "name")))
    if list_at not in tree.lines:
        key = f"{' ' * key_column}sources:\n"
        at, new = end_of(rows, tree, where, key_column), key + dump_entry(entry, key_column + 2)
    elif first:
        at = tree.lines[list_at]
        rows[at - 1] = re.sub(r"\s*\[\]", "", rows[at - 1], count=1)
        new = dump_entry(entry, key_column + 2)
    else:
        last = len(tree.at(list_at)) - 1
        dash = indent_of(rows[tree.line((*list_at, last)) - 1])
        at, new = end_of(rows, tree, (*list_at, last), dash + 1), dump_entry(entry, dash)
    if at and not rows[at - 1].endswith("\n"):
        rows[at - 1] += "\n"
    return "".join([*rows[:at], new, *rows[at:]])


def end_of(rows: list[str], tree: Tree, where: Where, column: int) -> int:
    """How many rows to keep before what follows `where`: its last key, and the rows of a long text after it."""
    at = max(line for path, line in tree.lines.items() if path[: len(where)] == where)
    while (
        at < len(rows) and rows[at].strip() and not rows[at].lstrip().startswith("#") and indent_of(rows[at]) >= column
    ):
        at += 1
    return at


def _column(rows: list[str], line: int) -> int:
    """Where the key on `line` starts, dashes before it not counted."""
    row = rows[line - 1]
    return len(row) - len(row.lstrip(" -"))


def indent_of(row: str) -> int:
    """Blanks before the first other sign."""
    return len(row) - len(row.lstrip(" "))


def dump_entry(entry: Mapping[str, Any], column: int) -> str:
    """The entry as it stands under `sources:`, indented by `column` blanks."""
    yaml, out = YAML(), StringIO()
    yaml.width = 4096
    yaml.dump([dict(entry)], out)
    return "".join(f"{' ' * column}{row}\n" for row in out.getvalue().splitlines())
