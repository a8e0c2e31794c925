"""Which column of a list of JSON objects is the text, the rating, the date: by its name and by its looks. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from crawler.dates import parse_date
from crawler.hints import hint, tokens, words
from crawler.leaves import Column
from crawler.ratings import parse_rating

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*\Z")
_LETTER = re.compile(r"[^\W\d_]")
_CLEARLY = 0.7
_THUMBS = words("recommended recommend positive voted liked")
_IDS = words("id uuid guid encid pk")
_CHANGED = words("updated modified edited")
_WORDS = words("text body message comment content words full description")
_REPLY = words("reply replies response responses answer owner ownerresponse ownerreply merchant antwort reponse svar")


@dataclass(frozen=True, slots=True)
class _Rule:
    """`least`: how clearly its name must speak. `looks`: what its values add, None where they cannot be it."""

    least: float
    looks: Callable[[Column, datetime], float | None]


def fields_of(columns: Sequence[Column], at: datetime, *, sure: bool) -> dict[str, str]:
    """Our field names to paths; a column serves one field only. `at`: when the values were fetched.

    `sure`: these are reviews by all other signs, so a “description” may be the text; goods have one too.
    """
    taken: dict[str, str] = {}
    for field, rule in _RULES.items():
        if field == "text" and not sure:
            rule = _Rule(_CLEARLY, _text)
        scored = [(score, column.path) for column in columns if (score := _score(field, rule, column, at)) is not None]
        free = [(score, path) for score, path in scored if path not in taken.values()]
        if free:
            taken[field] = max(free, key=lambda one: one[0])[1]
    return taken


def _score(field: str, rule: _Rule, column: Column, at: datetime) -> float | None:
    named = hint(field.removeprefix("reply_"), column.names)
    if named < rule.least or not column.filled or ("[0]" in column.path and not field.startswith("reply")):
        return None
    looks = rule.looks(column, at)
    return None if looks is None else named + looks + 0.3 * column.coverage - 0.05 * len(column.names)


def out_of(rating: Column) -> float | None:
    """The best rating, where the values show that it is not 5."""
    values = [parsed.value for value in rating.filled if (parsed := parse_rating(value)) and parsed.best is None]
    top = max(values, default=0)
    return next((best for best in (10.0, 20.0, 100.0) if top <= best), None) if top > 5 else None


def _text(column: Column, at: datetime) -> float | None:
    values = _strings(column)
    if not values or not all(_LETTER.search(value) for value in values):
        return None
    codes = len(values) > 1 and all(_LANGUAGE.match(value) for value in values)
    if codes or sum(value.startswith(("http://", "https://")) for value in values) * 2 > len(values):
        return None
    return min(_words_in(values), 12) / 20 + 0.3 * _distinct(values)


def _rating(column: Column, at: datetime) -> float | None:
    last = set(tokens(column.names[-1]))
    if all(isinstance(value, bool) for value in column.filled):
        return 0.0 if last & _THUMBS else None
    parsed = [None if isinstance(value, bool) else parse_rating(value) for value in column.filled]
    if any(rating is None or not 0 <= rating.value <= (rating.best or 100) for rating in parsed):
        return None
    if any(isinstance(value, str) and len(value) > 20 for value in column.filled):
        return None
    top = max(rating.value for rating in parsed if rating)
    return 0.2 if top <= 5 else 0.1 if top <= 10 else 0.0


def _author(column: Column, at: datetime) -> float | None:
    values = _strings(column)
    if not values or column.coverage < 0.4 or set(tokens(column.names[-1])) & _IDS:
        return None
    if any(len(value) > 80 or len(value.split()) > 6 or "://" in value or "<" in value for value in values):
        return None
    if not any(_LETTER.search(value) for value in values):
        return None
    return 0.3 * _distinct(values) + min(median(map(len, values)), 40) / 400


def _date(column: Column, at: datetime) -> float | None:
    dated = [parse_date(value, at=at) for value in column.filled[:3]]
    if not all(one and one.precision in ("time", "day", "week", "month") for one in dated):
        return None
    exact = all(one and not one.relative for one in dated)
    changed = bool(set(tokens(" ".join(column.names))) & _CHANGED)
    return 0.2 * exact - 0.15 * changed


def _id(column: Column, at: datetime) -> float | None:
    values = column.filled
    if column.coverage < 0.9 or not all(isinstance(value, str | int) and type(value) is not bool for value in values):
        return None
    if len({str(value) for value in values}) < len(values) or any(re.search(r"\s", str(value)) for value in values):
        return None
    return 0.1 * all(isinstance(value, str) for value in values) - 0.3 * (len(column.names) - 1)


def _title(column: Column, at: datetime) -> float | None:
    values = _strings(column)
    if not values or len(column.names) > 2 or any(len(value) > 200 for value in values):
        return None
    return 0.0 if len(values) < 4 or _distinct(values) >= 0.5 else None


def _reply(column: Column, at: datetime) -> float | None:
    values = _strings(column)
    last, whole = set(tokens(column.names[-1])), set(tokens(" ".join(column.names)))
    if not values or not whole & _REPLY or not last & (_WORDS | _REPLY) or _words_in(values) < 2:
        return None
    return 0.1 * bool(last & _WORDS)


def _reply_date(column: Column, at: datetime) -> float | None:
    return _date(column, at) if set(tokens(" ".join(column.names))) & _REPLY else None


def _lang(column: Column, at: datetime) -> float | None:
    fits = all(isinstance(value, str) and _LANGUAGE.match(value) for value in column.filled)
    return 0.0 if fits and set(tokens(" ".join(column.names[:-1]))) <= _WORDS else None


def _url(column: Column, at: datetime) -> float | None:
    values = _strings(column)
    fits = all(value.startswith(("http://", "https://")) for value in values)
    return 0.0 if values and fits and len(column.names) == 1 and _distinct(values) > 0.9 else None


def _verified(column: Column, at: datetime) -> float | None:
    return 0.0 if len(column.names) == 1 and all(isinstance(value, bool) for value in column.filled) else None


_RULES: Mapping[str, _Rule] = {
    "text": _Rule(0.3, _text),
    "rating": _Rule(0.5, _rating),
    "author": _Rule(0.4, _author),
    "date": _Rule(0.4, _date),
    "id": _Rule(0.3, _id),
    "title": _Rule(0.6, _title),
    "reply": _Rule(0.1, _reply),
    "reply_date": _Rule(-0.2, _reply_date),
    "lang": _Rule(0.9, _lang),
    "url": _Rule(0.9, _url),
    "verified": _Rule(0.8, _verified),
}
"""In this order: the first ones have the first choice."""


def _strings(column: Column) -> list[str]:
    """The filled values; none where they are not all text."""
    values: list[Any] = column.filled
    return values if all(isinstance(value, str) for value in values) else []


def _words_in(values: Sequence[str]) -> float:
    return median(len(value.split()) for value in values)


def _distinct(values: Sequence[str]) -> float:
    return len(set(values)) / len(values)
