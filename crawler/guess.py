"""Guesses where the reviews are in a JSON payload nobody has described yet. Pure; used by `probe` only.

A list of objects that have a text, and a rating, author or date beside it, named as most interfaces name them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_NAMES: Mapping[str, tuple[str, ...]] = {
    "text": ("reviewbody", "review_text", "review_body", "body", "text", "comment", "content", "message", "review"),
    "rating": ("rating", "ratingvalue", "stars", "score", "star_rating", "note", "overall_rating"),
    "author": ("author", "author_name", "reviewer", "reviewer_name", "user", "username", "nickname", "name"),
    "date": ("datepublished", "published", "published_at", "created_at", "createdat", "date_created", "date", "time"),
    "id": ("id", "_id", "reviewid", "review_id", "uuid"),
    "title": ("title", "headline", "subject", "summary"),
}
_WEIGHT = {"text": 2, "rating": 2, "author": 1, "date": 1}
_ENOUGH = 4  # text and rating, or text, author and date
_COMMON = 0.6  # of the objects must have a key
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Guess:
    """`reviews` is a JMESPath to the list, `fields` maps our names to JMESPaths within one object."""

    reviews: str
    fields: Mapping[str, str]
    worth: int


def guess_lists(data: Any) -> list[Guess]:
    """Lists in `data` that look like reviews, the likeliest first."""
    found = [guess for path, rows in _lists(data, "", 0) if (guess := _guess(path, rows))]
    return sorted(found, key=lambda guess: -guess.worth)


def _lists(data: Any, path: str, depth: int) -> Iterator[tuple[str, list[Any]]]:
    if depth > _DEEPEST:
        return
    if isinstance(data, list):
        yield path or "@", data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from _lists(value, f"{path}.{_quoted(key)}" if path else _quoted(key), depth + 1)


def _guess(path: str, rows: list[Any]) -> Guess | None:
    objects = [row for row in rows[:20] if isinstance(row, dict)]
    counts = Counter(key for row in objects for key in row)
    common = [key for key, count in counts.items() if count >= len(objects) * _COMMON]
    fields: dict[str, str] = {}
    for field, names in _NAMES.items():
        key = next((key for name in names for key in common if key.lower() == name), None)
        if key is not None:
            fields[field] = _path_to(field, key, objects)
    worth = sum(_WEIGHT.get(field, 0) for field in fields)
    if not objects or "text" not in fields or worth < _ENOUGH:
        return None
    return Guess(path, fields, worth * min(len(rows), 20))


def _path_to(field: str, key: str, objects: list[dict[str, Any]]) -> str:
    """The path to a plain value: an author or rating is often an object of its own."""
    inner = next((row[key] for row in objects if isinstance(row.get(key), dict)), None)
    for name in ("name", "displayName", "username", "value", "ratingValue", "text"):
        if inner and name in inner and field in ("author", "rating", "text"):
            return f"{_quoted(key)}.{name}"
    return f"to_string({_quoted(key)})" if field == "id" else _quoted(key)


def _quoted(key: str) -> str:
    if re.fullmatch(r"[A-Za-z_]\w*", key, re.ASCII):
        return key
    return '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'
