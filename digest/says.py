"""Sentences about figures, in the reader's language. Pure: facts and a voice in, plain text out, never HTML."""

from __future__ import annotations

from datetime import datetime, tzinfo
from decimal import Decimal

from insight import ENOUGH
from model import Flag, Reason, Remedy, StoredReview
from words import Words

QUOTES = {"en": ("“", "”"), "de": ("„", "“"), "fr": ("«\u00a0", "\u00a0»"), "da": ("»", "«")}
CHIP = 48  # code points of a quoted reason
CHIPS = 4
LONG_AGO = 60  # days


def stars(w: Words, value: float, digits: int = 1) -> str:
    """`4.2 stars`. French 0.3 and Danish 1.5 are singular, so the form follows the written decimal."""
    form = w.locale.plural_form(Decimal(f"{abs(value):.{digits}f}"))
    number = w.number(value, digits)
    return w("{x} star", x=number) if form == "one" else w("{x} stars", x=number)


def own_stars(w: Words, rating: float | None) -> str:
    """The stars of one review: `1 star`, `3.5 stars`, `no stars`."""
    if rating is None:
        return w("no stars")
    return stars(w, rating, 0 if rating == int(rating) else 1)


def share(w: Words, part: int, whole: int) -> str:
    """`3 of 5`; a percentage only from ten on."""
    return w.percent(part / whole) if whole >= ENOUGH else w("{part} of {whole}", part=part, whole=whole)


def quote(text: str, lang: str | None, cap: int = 500) -> str:
    """In the quotation marks of the language it is written in, cut at a word."""
    opened, closed = QUOTES.get(lang or "", QUOTES["en"])
    return f"{opened}{cut(' '.join(text.split()), cap)}{closed}"


def cut(text: str, cap: int) -> str:
    if len(text) <= cap:
        return text
    head = text[:cap]
    return (head.rsplit(None, 1)[0] if len(head.split(None, 1)) > 1 else head).rstrip() + "…"


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def waiting_since(w: Words, stored: StoredReview, now: datetime, zone: tzinfo) -> str:
    """Whole days by the calendar of the business: the inbox counts the same way. Months and years are a date."""
    since = stored.belongs.astimezone(zone).date()
    days = (now.astimezone(zone).date() - since).days
    if days > LONG_AGO:
        return w("waiting since {day}", day=w.day(since))
    return w.n("waiting {n} day", "waiting {n} days", days) if days > 0 else w("new today")


def due(w: Words, flag: Flag, now: datetime, zone: tzinfo) -> str:
    if flag.due is None:
        return ""
    if flag.due < now:
        return w("overdue since {day}", day=w.day(flag.due.astimezone(zone).date(), "d MMM"))
    return w("answer promised by {when}", when=w.moment(flag.due, zone))


def reasons(w: Words, flag: Flag) -> list[str]:
    """Why it was flagged, with the words that say so: what a person must see first comes first, no words twice."""
    rank = {"safety": 0, "stars": 1, "leaving": 2, "effort": 3}
    ordered = sorted(
        flag.sentiment.reasons, key=lambda one: (rank.get(one.why, 4 if ":" in one.why else 5), one.weight)
    )
    rating = flag.stored.review.rating
    chips: dict[str, str] = {}
    for reason in ordered:
        chips.setdefault(reason.text.casefold(), _reason(w, reason, rating))
    return list(chips.values())[:CHIPS]


def _reason(w: Words, reason: Reason, rating: float | None) -> str:
    if reason.why == "stars":
        return own_stars(w, rating)
    return w(f"why:{reason.why}", text=cut(reason.text, CHIP))


def remedy_note(w: Words, remedy: Remedy) -> str:
    """What must be known before a remedy is given: who agrees, and that it is more than they expect."""
    notes = [w("a little extra")] if remedy.wow else []
    return ", ".join([*notes, *([approval(w, remedy.approve)] if remedy.approve else [])])


def approval(w: Words, who: str) -> str:
    """Who must agree: `owner`, or a name."""
    return w("the owner must agree first") if who == "owner" else w("{who} must agree first", who=who)
