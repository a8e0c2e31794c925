"""Sentences about figures, in the reader's language. Pure: facts and a voice in, plain text out, never HTML."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from decimal import Decimal

from digest.facts import Facts, SourceLook
from insight import ENOUGH, Headline, WeekFacts
from model import Flag, Reason, Remedy, StoredReview
from words import Words

QUOTES = {"en": ("“", "”"), "de": ("„", "“"), "fr": ("«\u00a0", "\u00a0»"), "da": ("»", "«")}
CHIP = 48  # code points of a quoted reason
CHIPS = 5


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
    return f"{opened}{cut(text, cap)}{closed}"


def cut(text: str, cap: int) -> str:
    if len(text) <= cap:
        return text
    head = text[:cap]
    return (head.rsplit(None, 1)[0] if len(head.split(None, 1)) > 1 else head).rstrip() + "…"


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def waiting_since(w: Words, stored: StoredReview, now: datetime, zone: tzinfo) -> str:
    """Whole days by the calendar of the business: the inbox counts the same way."""
    days = (now.astimezone(zone).date() - stored.belongs.astimezone(zone).date()).days
    return w.n("waiting {n} day", "waiting {n} days", days) if days > 0 else w("new today")


def due(w: Words, flag: Flag, now: datetime, zone: tzinfo) -> str:
    if flag.due is None:
        return ""
    when = w.moment(flag.due, zone)
    return w("answer promised by {when}", when=when) if flag.due >= now else w("answer overdue since {when}", when=when)


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
    notes = [w("more than they expect")] if remedy.wow else []
    if remedy.approve:
        who = w.name("role", "owner") if remedy.approve == "owner" else remedy.approve
        notes.append(w("{who} must agree first", who=who))
    return ", ".join(notes)


def headline(w: Words, facts: Facts) -> str:
    """The week in one sentence, and a second one where safety or praise deserves it."""
    second = _second(w, facts.headline)
    first = _HEADLINES[facts.headline.pattern](w, facts)
    return f"{first} {second}" if second else first


def _second(w: Words, head: Headline) -> str:
    if head.safety:
        return w.n(
            "{n} review speaks of safety: read it first.", "{n} reviews speak of safety: read them first.", head.safety
        )
    if head.praise and head.pattern in ("problem", "good", "mixed"):
        return w("Loved most: {topic}.", topic=w.name("topic", head.praise))
    return ""


def _problem(w: Words, facts: Facts) -> str:
    head = facts.headline
    if head.cost is not None:
        return w(f"problem:{head.theme}", stars=stars(w, head.cost))
    return _heard_most(w, facts)


def _heard_most(w: Words, facts: Facts) -> str:
    head = facts.headline
    topic = w.name("topic", head.theme or "")
    return w("Heard most: {topic} ({share}).", topic=topic, share=share(w, head.count, facts.this.count))


def _mixed(w: Words, facts: Facts) -> str:
    this = facts.this
    return w.n(
        "{n} of {total} reviews was unhappy, and no one theme stands out.",
        "{n} of {total} reviews were unhappy, and no one theme stands out.",
        this.negative,
        total=w.number(this.count),
    )


def _good(w: Words, facts: Facts) -> str:
    this = facts.this
    if this.average is None:
        return w.n(
            "Good words: {n} review, hardly any unhappy.", "Good words: {n} reviews, hardly any unhappy.", this.count
        )
    average = stars(w, this.average)
    return w.n(
        "Good words: {stars} from {n} review.", "Good words: {stars} from {n} reviews.", this.count, stars=average
    )


def _quiet(w: Words, facts: Facts) -> str:
    this, bad = facts.this, w.number(facts.this.negative)
    if not this.negative:
        return w.n("{n} new review, no complaint in it.", "{n} new reviews, none of them unhappy.", this.count)
    first = w.n("{n} new review, an unhappy one.", "{n} new reviews, {bad} of them unhappy.", this.count, bad=bad)
    return f"{first} {_heard_most(w, facts)}" if facts.headline.theme else first


def _none(w: Words, facts: Facts) -> str:
    return w("No reviews in the last eight weeks.") if facts.issue.first_look else w("No new reviews this week.")


def _down(w: Words, facts: Facts) -> str:
    return w("We cannot say how the week was: {names} could not be read.", names=names(w, facts.unread))


_HEADLINES = {
    "problem": _problem,
    "mixed": _mixed,
    "good": _good,
    "quiet": _quiet,
    "none": _none,
    "sources_down": _down,
}


def names(w: Words, sources: Sequence[SourceLook]) -> str:
    """At most three names: a sentence is no list."""
    shown = [source.name for source in sources[:3]]
    rest = len(sources) - len(shown)
    return w.list(shown + ([w.n("{n} more source", "{n} more sources", rest)] if rest else []))


def score(w: Words, this: WeekFacts) -> str:
    """The score of a subject line: stars where there are enough, else how many reviews."""
    if this.average is not None:
        return stars(w, this.average)
    return w.n("{n} review", "{n} reviews", this.count) if this.count else w("no reviews")


def subject(w: Words, facts: Facts) -> str:
    """Place first, then the score, then what waits. It never shouts."""
    place, week = facts.issue.business.name, facts.issue.week.number
    if facts.issue.first_look:
        return w("{place}: a first look at your reviews", place=place)
    if facts.headline.pattern == "sources_down":
        return w("{place}: week {week} could not be read", place=place, week=week)
    said = score(w, facts.this)
    if facts.waiting:
        waiting = w.number(facts.waiting)
        return w("{place}: {score}, {n} to answer · week {week}", place=place, score=said, n=waiting, week=week)
    return w("{place}: {score} · week {week}", place=place, score=said, week=week)


def preheader(w: Words, facts: Facts) -> str:
    """What the subject does not say: the theme, and what got better."""
    better = [w("Better: {topic}.", topic=w.name("topic", facts.better[0].theme))] if facts.better else []
    return " ".join([headline(w, facts), *better])
