"""`Found` to `model.Review`: cleaned, timed in the business's zone, and given an identity. Pure.

Identity: the native id, else author and text. A review of stars alone has neither words nor name to go by,
so its rating and its day join in where the day is not a relative one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, tzinfo

from crawler.page import Found
from model import Review, clean, clean_line, clean_rating, identity

_COARSE = ("week", "month", "year", "")


def to_review(
    found: Found,
    *,
    business: str,
    source: str,
    zone: tzinfo,
    location: str = "",
    kind: str = "review",
) -> Review:
    """One review, ready to store. A time without an offset is in `zone`, a day is its midnight there; stored as UTC."""
    author, text = clean_line(found.author), clean(found.text)
    return Review(
        business=business,
        source=source,
        external_id=_identity(found, author, text),
        rating=clean_rating(found.rating),
        text=text,
        title=clean_line(found.title),
        published=moment(found.date, zone),
        author=author,
        lang=found.lang,
        url=clean_line(found.url, 2000),
        reply=clean(found.reply) or None,
        replied=moment(found.reply_date, zone) if found.reply else None,
        location=clean_line(found.location) or location,
        kind=kind,
    )


def to_reviews(
    founds: Iterable[Found],
    *,
    business: str,
    source: str,
    zone: tzinfo,
    location: str = "",
    kind: str = "review",
) -> Iterator[Review]:
    """Those of one page, in order. Reviews that would get one identity (“ok”, twice) are told apart by number.

    They are counted from the end of the page, where the old ones stand, so that a new one on top renames none.
    """
    reviews = [
        to_review(found, business=business, source=source, zone=zone, location=location, kind=kind) for found in founds
    ]
    left = Counter(review.external_id for review in reviews)
    for review in reviews:
        left[review.external_id] -= 1
        nth = left[review.external_id]
        yield replace(review, external_id=f"{review.external_id}#{nth + 1}") if nth else review


def _identity(found: Found, author: str, text: str) -> str:
    words = text or clean_line(found.title)
    if not words and not found.id:
        day = (found.date or "")[:10] if found.precision not in _COARSE else ""
        words = f"{found.rating} {day}"
    return identity(found.id, author, words)


def moment(iso: str | None, zone: tzinfo) -> datetime | None:
    """An ISO day or time as aware UTC; None for none."""
    if not iso:
        return None
    parsed = datetime.fromisoformat(iso)
    try:
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError:  # the years 1 and 9999 have no neighbours to convert into
        return None
