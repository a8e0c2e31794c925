"""Guesses where the reviews are in a JSON payload nobody has described yet. Pure; used by `probe` only.

A list of objects that have a text, and a rating, or an author and a date, beside it: named so, and looking like it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crawler.columnguess import fields_of, out_of
from crawler.hints import tokens, words
from crawler.leaves import columns, quoted

_WEIGHT = {"text": 2.0, "rating": 2.0, "author": 1.0, "date": 1.0, "id": 0.5, "title": 0.2, "reply": 0.2}
_ENOUGH = 4  # text and rating, or text, author and date
_COUNTED = 20  # reviews; more of them do not make a list likelier
_ROWS = 40  # are looked at
_DEEPEST = 10
_MANY_KEYS = 3  # of one make, and an object is a list by other means: its keys are ids
_GOOD = words("reviews review ratings comments testimonials bewertungen avis anmeldelser feedback opinions")
_BAD = words("related relevant similar ai summary featured replies responses answers recommended pinned top")
_COUNTS = words("total count num number totalcount totalresults totalreviews reviewcount numreviews")
_NO_COUNT = words(
    "page pages per size star stars five four three two one likes helpful duration offset limit status code "
    "price votes images photos index positive negative neutral"
)


@dataclass(frozen=True, slots=True)
class Guess:
    """`reviews` is a JMESPath to the list, `fields` maps our names to JMESPaths within one object.

    `total` and `next_page` are JMESPaths in the whole payload, "" for none; `out_of` is the best rating where that is
    not 5. `worth` compares guesses.
    """

    reviews: str
    fields: Mapping[str, str]
    worth: float
    out_of: float | None = None
    total: str = ""
    next_page: str = ""


def guess_lists(data: Any, *, at: datetime, strict: bool = False) -> list[Guess]:
    """Lists in `data` that look like reviews, the likeliest first; `at` is when it was fetched.

    `strict` asks for more, since a page's script holds many things that have a text: a rating with an author or a date,
    or a list that is called reviews.
    """
    found = [guess for path, rows in _lists([data], "", 0) if (guess := _guess(data, path, rows, at=at, strict=strict))]
    return sorted(found, key=lambda guess: -guess.worth)


def _lists(values: Sequence[Any], path: str, depth: int) -> Iterator[tuple[str, list[Any]]]:
    """(JMESPath, objects) of each list; lists in lists are taken together (`orders[].reviews[]`)."""
    if depth > _DEEPEST:
        return
    inner = [item for value in values if isinstance(value, list) for item in value]
    if inner:
        many = f"{path}[]" if len(values) > 1 or "[]" in path else path
        yield many or "@", inner
        yield from _lists(inner, f"{path}[]", depth + 1)
    objects = [value for value in values if isinstance(value, Mapping)]
    if len(objects) == 1 and _is_map(objects[0]):
        yield f"{path}.*" if path else "*", list(objects[0].values())
        return
    for key in dict.fromkeys(key for value in objects for key in value):
        below = [value[key] for value in objects if key in value]
        step = quoted(str(key))
        yield from _lists(below, f"{path}.{step}" if path else step, depth + 1)


def _is_map(value: Mapping[str, Any]) -> bool:
    """Whether the keys are ids, not names: many objects of one make."""
    objects = [inner for inner in value.values() if isinstance(inner, Mapping)]
    if len(objects) < _MANY_KEYS or len(objects) < len(value):
        return False
    common = set(objects[0]).intersection(*objects[1:_ROWS])
    return len(common) >= 3


def _guess(data: Any, path: str, rows: list[Any], *, at: datetime, strict: bool) -> Guess | None:
    objects = [row for row in rows[:_ROWS] if isinstance(row, Mapping)]
    if not objects:
        return None
    found = columns(objects)
    fields = fields_of(found, at, sure=_named(path) > 1)
    worth = sum(_WEIGHT.get(field, 0) for field in fields)
    backed = not strict or _named(path) > 1 or ("rating" in fields and {"author", "date"} & fields.keys())
    if "text" not in fields or worth < _ENOUGH or not backed:
        return None
    rating = next((column for column in found if column.path == fields.get("rating")), None)
    return Guess(
        path,
        fields,
        worth * min(len(rows), _COUNTED) * _named(path),
        out_of=out_of(rating) if rating else None,
        total=_total(data, path, len(rows)),
        next_page=_next(data),
    )


def _named(path: str) -> float:
    """A list called `reviews` is preferred to one called `relatedReviews`."""
    last = set(tokens(path.rpartition(".")[2]))
    if last & _BAD:
        return 0.3
    return 1.5 if last and last <= _GOOD else 1.2 if last & _GOOD else 1.0


def _total(data: Any, path: str, count: int) -> str:
    """The path of the number that says how many reviews there are in all."""
    best, found = 0.0, ""
    for steps, value in _plain(data, ()):
        parts = set(tokens(steps[-1]))
        if type(value) is not int or value < count or value > 10_000_000 or not parts & _COUNTS or parts & _NO_COUNT:
            continue
        near = path.startswith(".".join(map(quoted, steps[:-1])))
        worth = 1.0 + ("total" in parts) + bool(parts & _GOOD) + near
        if worth > best:
            best, found = worth, ".".join(map(quoted, steps))
    return found if best >= 2 else ""


def _next(data: Any) -> str:
    """The path of the next page's address."""
    for steps, value in _plain(data, ()):
        named = set(tokens(steps[-1])) <= {"next", "page", "url", "link", "href"} and "next" in tokens(" ".join(steps))
        if named and isinstance(value, str) and value.startswith(("http://", "https://", "/", "?")):
            return ".".join(map(quoted, steps))
    return ""


def _plain(data: Any, steps: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Values that stand in no list, with the keys that lead there."""
    if isinstance(data, Mapping) and len(steps) < 4:
        for key, value in data.items():
            yield from _plain(value, (*steps, str(key)))
    elif steps and not isinstance(data, list):
        yield steps, data
