"""`Found` to `model.Review`: cleaned, timed in the business's zone, and given an identity. Pure.

Identity: the native id, else author and text. A review of stars alone has neither words nor name to go by,
so its rating and its day join in where the day is not a relative one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo

from crawler.page import Found
from model import Review, clean, clean_line, clean_rating, identity

TELLING = 8  # words; fewer may well be two people's
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
    """Those of one page or file, in order. Reviews that would get one identity (“ok”, twice) are told apart by number.

    The oldest has none, and of one day the last, for new ones stand on top: one that is added renames no other. An id
    that the source gives is never numbered.
    """
    founds = list(founds)
    reviews = [
        to_review(found, business=business, source=source, zone=zone, location=location, kind=kind) for found in founds
    ]
    count = Counter[str]()
    nth: dict[int, int] = {}
    for place in sorted(range(len(founds)), key=lambda place: (founds[place].date or "", -place)):
        count[reviews[place].external_id] += not founds[place].id
        nth[place] = count[reviews[place].external_id]
    for place, review in enumerate(reviews):
        numbered = f"{review.external_id}#{nth[place]}"
        yield replace(review, external_id=numbered) if nth[place] > 1 else review


def rows_once(founds: Sequence[Found]) -> list[Found]:
    """The rows of a file without those that repeat another, as exports do that overlap.

    Two rows without id that agree in name, words, title, stars and date are one, unless nobody signs and hardly
    anything is said: then they are two people (“ok”, five stars, twice on a Saturday).
    """
    met: set[tuple[object, ...]] = set()
    kept = []
    for found in founds:
        row = (found.author, found.text, found.title, found.rating, found.date, found.publisher, found.business)
        telling = found.author or len(found.text.split()) >= TELLING
        if found.id or not telling or row not in met:
            kept.append(found)
        met.add(row)
    return kept


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
