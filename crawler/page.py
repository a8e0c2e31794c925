"""What extraction hands over: reviews as found on one page, before they become `model.Review`.

Plain frozen facts, no behaviour: this file knows no markup, no platform and no clock.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """One review as a page or file gave it: plain text throughout, no markup.

    `rating` is on our scale of 1 to 5, `raw_rating` is what the page said and `best` the best the page declares.
    `date` is an ISO day or an ISO time (with an offset where the page gave one); `precision` says how much of it is
    known: time, day, week, month, year, or "" where there is no date.
    """

    id: str | None = None
    author: str = ""
    rating: float | None = None
    best: float | None = None
    raw_rating: str = ""
    date: str | None = None
    precision: str = ""
    title: str = ""
    text: str = ""
    reply: str | None = None
    reply_date: str | None = None
    lang: str | None = None
    url: str = ""
    verified: bool | None = None
    location: str = ""
    publisher: str = ""  # where a syndicated review was first published
    business: str = ""  # files only: the row's own word
    translation: str = ""  # what the platform made of `text`, which is the customer's own words
    repaired: bool = False  # its JSON had to be mended: texts may have lost a character


@dataclass(frozen=True, slots=True)
class Page:
    """All that one page said. `reviews` holds each review once, in the page's order.

    `via`: json_ld | microdata | css | json | feed | files. `newest_first` is None where too few dates tell.
    `fingerprint` is the shape of the markup or JSON around the reviews: it changes with a redesign, not with the texts.
    """

    reviews: tuple[Found, ...]
    claimed_total: int | None = None
    claimed_average: float | None = None  # 1 to 5
    next_url: str | None = None
    title: str = ""
    via: str = "json_ld"
    newest_first: bool | None = None
    fingerprint: str = ""
