"""A new unhappy customer, in the mailbox of whoever can help: bundled, safety first, with everything needed to act."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from config import Business, Config, Hours, Person
from digest import says
from digest.cards import Card, Desk, ToAnswer, card
from digest.links import Links
from digest.render import html_of, text_of
from model import Flag, Mail, digest_of
from replies import remedies
from words import Words, speak

SHOWN = 5  # in full; the rest is counted
USEFUL = timedelta(days=3)  # an alert that could not be sent for so long is no alert any more


def may_send(now: datetime, hours: Hours | None, zone: tzinfo, *, safety: bool) -> bool:
    """Whether an alert may go out now: when the shop is open, at any hour where it names none, and safety always."""
    return safety or hours is None or hours.is_open(now, zone)


def compose_alert(flags: Sequence[Flag], business: Business, person: Person, *, config: Config, now: datetime) -> Mail:
    """One mail about one or several new flags. The same flags in the same wording give the same key.

    The subject says what it is about and never shouts. There is no way to unsubscribe by one click: that could
    silence a matter of safety.
    """
    w = speak(person.language, "digest")
    ordered = sorted(flags, key=lambda flag: (not flag.sentiment.safety, -flag.sentiment.severity, flag.opened))
    desk = Desk(business, Links(config.inbox.url or ""), now)
    cards = [card(w, ToAnswer(flag, remedies(flag, business)), desk) for flag in ordered[:SHOWN]]
    subject = alert_subject(w, ordered, business)
    context = {
        "w": w,
        "lang": w.language,
        "place": business.name,
        "subject": subject,
        "preheader": _preheader(cards),
        "headline": alert_headline(w, ordered),
        "cards": cards,
        "more": len(ordered) - len(cards),
        "inbox": desk.links.waiting,
    }
    return Mail(
        key=alert_key(ordered, business, person),
        kind="alert",
        to=person.email,
        subject=subject,
        text=text_of("alert", context),
        html=html_of("alert", context),
        headers=(("Content-Language", w.language),),
        expires=now + USEFUL,
    )


def alert_key(flags: Sequence[Flag], business: Business, person: Person) -> str:
    """Of the reviews and their versions: an edited review is news, the same one twice is not."""
    what = digest_of(*sorted(f"{flag.id}.{flag.stored.rev}" for flag in flags))[:16]
    return f"alert:{business.slug}:{what}:{person.email}"


def alert_subject(w: Words, flags: Sequence[Flag], business: Business) -> str:
    """Place first, then what: safety, or stars and theme, or how many."""
    if any(flag.sentiment.safety for flag in flags):
        return w("{place}: a review speaks of safety", place=business.name)
    if len(flags) > 1:
        return w.n(
            "{place}: {n} new review to answer", "{place}: {n} new reviews to answer", len(flags), place=business.name
        )
    stars = says.own_stars(w, flags[0].stored.review.rating)
    themes = flags[0].sentiment.complaints()
    if not themes:
        return w("{place}: a new review with {stars}", place=business.name, stars=stars)
    topic = w.name("topic", themes[0])
    return w("{place}: a new review with {stars}, {topic}", place=business.name, stars=stars, topic=topic)


def alert_headline(w: Words, flags: Sequence[Flag]) -> str:
    safety = sum(flag.sentiment.safety for flag in flags)
    first = w.n("{n} new review needs an answer.", "{n} new reviews need an answer.", len(flags))
    if not safety:
        return first
    second = w.n("{n} review speaks of safety: read it first.", "{n} reviews speak of safety: read them first.", safety)
    return second if len(flags) == safety else f"{first} {second}"


def _preheader(cards: Sequence[Card]) -> str:
    """The customer's own first words: what a phone shows beside the subject."""
    return says.cut(cards[0].review.text, 120) if cards else ""
