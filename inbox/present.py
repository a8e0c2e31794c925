"""From a flag to what a template shows: clock, card, reasons and history in words. Pure; the clock is given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from config import Business
from inbox.forms import PUBLIC_KINDS
from inbox.rights import person_in, who_may_take
from model import CAUSES, OPEN_STATES, THEMES, Event, Flag, Reason, Review, State, StoredReview
from words import Words

FIXABLE = tuple(theme for theme in THEMES if theme not in ("referral", "leaving", "beyond", "returning", "staff"))
"""Themes in which something can be changed; the others are what customers do about it."""

QUOTE = 180  # characters of a review in a list
NEAR = 0.75  # from this share of the promised time on, the clock warns


@dataclass(frozen=True, slots=True)
class Clock:
    """`kind`: waiting | near | late | done. `promised` is None where the playbook promises nothing."""

    kind: str
    spent: timedelta
    promised: timedelta | None


def clock_of(flag: Flag, now: datetime) -> Clock:
    """From when the flag was opened (in the backlog: written); the same clock in list, page and mail."""
    if flag.state is State.BACKLOG:
        return Clock("waiting", max(now - flag.stored.belongs, timedelta(0)), None)
    promised = flag.due - flag.opened if flag.due else None
    if flag.state not in OPEN_STATES:
        return Clock("done", max((flag.handled or flag.opened) - flag.opened, timedelta(0)), promised)
    spent = max(now - flag.opened, timedelta(0))
    if promised is None:
        return Clock("waiting", spent, None)
    return Clock("late" if spent > promised else "near" if spent >= NEAR * promised else "waiting", spent, promised)


@dataclass(frozen=True, slots=True)
class Card:
    """One row of the list."""

    flag: Flag
    clock: Clock
    quote: str
    themes: tuple[str, ...]
    language: str
    taker: str  # a name, or ""

    @property
    def review(self) -> Review:
        return self.flag.stored.review


def card(flag: Flag, business: Business, w: Words, now: datetime) -> Card:
    return Card(
        flag=flag,
        clock=clock_of(flag, now),
        quote=shortened(flag.stored.review.full_text),
        themes=tuple(w.name("theme", theme) for theme in flag.sentiment.complaints()),
        language=w.language_name(language_of(flag)),
        taker=name_of(business, flag.taken_by),
    )


def shortened(text: str, cap: int = QUOTE) -> str:
    """On one line, cut at a blank where there is one near the end."""
    line = " ".join(text.split())
    if len(line) <= cap:
        return line
    cut = line[:cap]
    space = cut.rfind(" ", cap - 30)
    return (cut[:space] if space > 0 else cut) + "…"


def language_of(flag: Flag) -> str:
    return flag.sentiment.lang or flag.stored.review.lang or ""


def name_of(business: Business, email: str) -> str:
    """The name behind an address; the address itself where config.yaml no longer has it."""
    person = person_in(business, email) if email else None
    return person.name if person else email


def may_still_take(business: Business, email: str) -> bool:
    return any(person.email == email for person in who_may_take(business))


def safe_link(url: str) -> str:
    """`url` where it is http or https, so that no other scheme ever becomes a link; else ""."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc else ""


def site_of(review: Review, business: Business) -> str:
    """Where a public review is answered: its own page, else the one its source reads; "" where neither is known."""
    pages = (s.where for s in business.sources if s.name == review.source and s.kind in PUBLIC_KINDS)
    return safe_link(review.url) or safe_link(next((where for where in pages if "$" not in where), ""))


def contact_link(review: Review) -> str:
    """Of who complained to us or filled in the form: `mailto:` or `tel:`; else ""."""
    return review.url if review.kind in ("complaint", "feedback") and review.url.startswith(("mailto:", "tel:")) else ""


@dataclass(frozen=True, slots=True)
class Copy:
    """Another place where the same review stands. `answered`: in public there; None where nothing is public."""

    source: str
    link: str
    answered: bool | None


def elsewhere(copies: Iterable[StoredReview]) -> list[Copy]:
    """The other places of a review, for whoever answers: each wants the answer, too."""
    found = (copy.review for copy in copies)
    return [
        Copy(one.source, safe_link(one.url), None if one.kind == "feedback" else one.reply is not None) for one in found
    ]


def why(flag: Flag, w: Words) -> list[str]:
    """The reasons in words, each once, the heaviest first."""
    heavy = sorted(flag.sentiment.reasons, key=lambda reason: reason.weight)
    return list(dict.fromkeys(reason_in_words(reason, flag, w) for reason in heavy))


def reason_in_words(reason: Reason, flag: Flag, w: Words) -> str:
    rating = flag.stored.review.rating
    if reason.why == "stars" and rating is not None:
        return w("Gave {stars} out of 5 stars", stars=w.number(rating, 0 if rating == int(rating) else 1))
    return w(f"why:{reason.why}", text=reason.text)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the history: `who` is a name, or "" for Grapevine itself."""

    at: datetime
    who: str
    what: str
    said: str


def history(events: Iterable[Event], business: Business, remedies: dict[str, str], w: Words) -> list[Line]:
    """Newest last. Keys of remedies and addresses of people become what people call them."""
    return [
        Line(event.at, name_of(business, event.who), w(_what(event)), _said(event, business, remedies, w))
        for event in events
    ]


def _what(event: Event) -> str:
    """The msgid of an event. Only a noted complaint is “corrected” to negative: by whoever writes it down."""
    written = event.what == "corrected" and event.said == "negative"
    return "event:written" if written else f"event:{event.what}"


def _said(event: Event, business: Business, remedies: dict[str, str], w: Words) -> str:
    if event.what == "corrected":
        return ""
    if event.what in ("assigned", "taken"):
        return name_of(business, event.said)
    if event.what in ("wrong_theme", "right_theme", "told_theme"):
        return w.name("theme", event.said)
    if event.what in ("answered", "solved", "cause") and event.said in CAUSES:
        return w.name("cause", event.said)
    return remedies.get(event.said, event.said)


def full_stars(rating: float) -> int:
    """How many of five stars are drawn full; halves count as full, the label says the number."""
    return min(5, max(0, int(rating + 0.5)))


def names(items: Sequence[str], kind: str, w: Words) -> list[tuple[str, str]]:
    """(key, what people call it) for a list to choose from, in the order of the words."""
    return sorted(((item, w.name(kind, item)) for item in items), key=lambda pair: pair[1].casefold())
