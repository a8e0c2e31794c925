"""Raw values of one page to `Found`: ratings on one scale, dates fixed, texts plain, each review once.

Every kind of extraction hands its raw values here, so all of them agree. Knows no markup beyond a review's body.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Any
from urllib.parse import urljoin

from crawler.dates import Calendar
from crawler.htmltext import split_translation, to_line, to_text
from crawler.page import Found
from crawler.ratings import Rating, page_best, parse_rating, to_five

_TRUE = ("true", "yes", "1", "verified", "y", "ja", "oui")
_COMPARED = 8  # with one author and one text: a page of a thousand “ok” must not take a million comparisons
_FALSE = ("false", "no", "0", "n", "nein", "non", "nej", "not-verified", "")


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a page before it is read. `at`: when it was fetched; `out_of`: the source's `rating_out_of`."""

    at: datetime
    url: str = ""
    language: str | None = None
    out_of: float | None = None


def assemble(raws: Iterable[dict[str, Any]], context: Context, *, repaired: bool = False) -> tuple[Found, ...]:
    """The reviews of one page, from dicts with keys of `source.FIELDS`; those without content are dropped."""
    rows = [(raw, _rating_of(raw)) for raw in raws]
    best = page_best((rating for _, rating in rows), context.out_of)
    calendar = Calendar(context.at, context.language)
    founds = (_found(raw, rating, best, context, calendar) for raw, rating in rows)
    if repaired:
        founds = (replace(found, repaired=True) for found in founds)
    return each_once([found for found in founds if found.text or found.title or found.rating is not None])


def _rating_of(raw: dict[str, Any]) -> Rating | None:
    value = raw.get("rating")
    if isinstance(value, Rating):
        return value
    if raw.get("best") is not None or raw.get("worst") is not None:
        return parse_rating({"ratingValue": value, "bestRating": raw.get("best"), "worstRating": raw.get("worst")})
    return parse_rating(value)


def _found(raw: dict[str, Any], rating: Rating | None, best: float, context: Context, calendar: Calendar) -> Found:
    dated = calendar.read(raw.get("date"))
    text, translation = split_translation(to_text(words_of(raw.get("text"))))
    reply = split_translation(to_text(words_of(raw.get("reply"))))[0]
    return Found(
        id=_line(raw, "id") or None,
        author=_line(raw, "author"),
        rating=to_five(rating, best),
        best=rating.best if rating else None,
        raw_rating=_shown(raw.get("rating")),
        date=dated.iso if dated else None,
        precision=dated.precision if dated else "",
        title=_line(raw, "title"),
        text=text,
        translation=translation,
        reply=reply or None,
        reply_date=_day(raw.get("reply_date"), calendar) if reply else None,
        lang=_language(raw.get("lang")),
        url=_address(_line(raw, "url"), context.url),
        verified=_truth(raw.get("verified")),
        location=_line(raw, "location"),
        publisher=_line(raw, "publisher"),
    )


def words_of(value: Any, depth: int = 4) -> str:
    """The text in a value that should be one: a string, a number, a list of them, a {"@value": …}."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, dict):
        return words_of(value.get("@value", value.get("text", value.get("name"))), depth - 1) if depth else ""
    if isinstance(value, list | tuple) and depth:
        return "\n".join(filter(None, (words_of(item, depth - 1) for item in value[:50])))
    return ""


def _line(raw: dict[str, Any], key: str) -> str:
    return to_line(words_of(raw.get(key)))


def _shown(value: Any) -> str:
    if isinstance(value, Rating):
        return f"{value.value:g}"
    if isinstance(value, dict):
        value = value.get("ratingValue", value.get("value"))
    return to_line(words_of(value))[:80]


def _day(value: Any, calendar: Calendar) -> str | None:
    dated = calendar.read(value)
    return dated.iso if dated else None


def _address(url: str, page: str) -> str:
    """Absolute, and http or nothing: it becomes a link in a mail."""
    try:
        joined = urljoin(page, url) if url else ""
    except ValueError:
        return ""
    return joined if joined.startswith(("http://", "https://")) else ""


def _language(value: Any) -> str | None:
    """A language tag; None for a machine translation's (nl-x-mtfrom-en), whose words are nobody's."""
    tag = words_of(value).strip().replace("_", "-")
    known = 2 <= len(tag.split("-")[0]) <= 3 and tag.split("-")[0].isalpha()
    return tag if known and "-x-" not in tag else None


def _truth(value: Any) -> bool | None:
    if isinstance(value, bool) or value is None:
        return value
    word = words_of(value).strip().casefold()
    if word in _FALSE:
        return False
    return True if word in _TRUE or "verifi" in word else None


def each_once(founds: Sequence[Found]) -> tuple[Found, ...]:
    """Without repetitions, in order; where two tellings of one review differ in detail, what either knows is kept.

    Equal ids mean the same review only if the words agree: ids that several reviews share are none and are dropped.
    """
    shared = _shared_ids(founds)
    kept: list[Found] = []
    places: dict[tuple[str, ...], list[int]] = {}
    for found in dict.fromkeys(founds):
        if found.id in shared:
            found = replace(found, id=None)
        alike = places.setdefault(_key(found), [])
        at = next((at for at in alike[-_COMPARED:] if _same(kept[at], found)), None)
        if at is None:
            alike.append(len(kept))
            kept.append(found)
        else:
            kept[at] = _joined(kept[at], found)
    return tuple(kept)


def _shared_ids(founds: Sequence[Found]) -> set[str]:
    first: dict[str, Found] = {}
    shared = set()
    for found in founds:
        if found.id and not _one_text(first.setdefault(found.id, found), found):
            shared.add(found.id)
    return shared


def _one_text(one: Found, other: Found) -> bool:
    """Whether two tellings have one author and one text, which one of them may cut short."""
    if one.author and other.author and one.author.casefold() != other.author.casefold():
        return False
    short, long = sorted(("".join(found.text.rstrip("….").split()) for found in (one, other)), key=len)
    return long.startswith(short)


def _words(found: Found) -> tuple[str, str]:
    return found.author.casefold(), "".join(found.text.casefold().split())[:200]


def _key(found: Found) -> tuple[str, ...]:
    if found.id:
        return "id", found.id
    return _words(found) if found.text else (found.author, found.title, str(found.rating), found.date or "")


def _same(one: Found, other: Found) -> bool:
    if one.id and other.id:
        return one.id == other.id
    if not one.text:  # stars alone: the same only if all is the same
        return (one.rating, one.date, one.title) == (other.rating, other.date, other.title)
    agree = all(
        a is None or b is None or a == b for a, b in ((one.rating, other.rating), (_of_day(one), _of_day(other)))
    )
    return agree and (not one.title or not other.title or one.title == other.title)


def _of_day(found: Found) -> str | None:
    return found.date[:10] if found.date else None


def _joined(one: Found, other: Found) -> Found:
    gaps = {
        name: getattr(other, name)
        for name in Found.__dataclass_fields__
        if getattr(one, name) in (None, "") and getattr(other, name) not in (None, "")
    }
    if len(other.text) > len(one.text):
        gaps["text"] = other.text
    return replace(one, **gaps) if gaps else one


def newest_first(founds: Sequence[Found]) -> bool | None:
    """Whether the list runs from new to old; None where fewer than three dates tell.

    Pinned reviews come first on some pages, so the first five do not count on a longer list; one pair in five may be
    out of order (docs/decisions.md).
    """
    days = [found.date[:10] for found in founds if found.date]
    days = days[5:] if len(days) > 8 else days
    if len(days) < 3:
        return None
    pairs = list(pairwise(days))
    return sum(later > earlier for earlier, later in pairs) <= len(pairs) / 5
