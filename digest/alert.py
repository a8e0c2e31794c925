"""A new unhappy customer, in the mailbox of whoever can help: bundled, safety first, with everything needed to act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from config import Business, Config, Hours, Person
from digest import says
from digest.cards import Card, Desk, ToAnswer, card
from digest.links import Links
from digest.message import message_id
from digest.render import html_of, text_of
from model import Flag, Mail, digest_of
from replies import remedies
from words import Words, speak

SHOWN = 5  # in full; the rest is counted
USEFUL = timedelta(days=3)  # an alert that could not be sent for so long is no alert any more


def may_send(now: datetime, hours: Hours | None, zone: tzinfo, *, safety: bool) -> bool:
    """Whether an alert may go out now: when the shop is open, at any hour where it names none, and safety always."""
    return safety or hours is None or hours.is_open(now, zone)


def compose_alert(
    flags: Sequence[Flag], business: Business, person: Person, *, config: Config, now: datetime, secret: bytes = b""
) -> Mail:
    """One mail about one or several new flags. The same flags in the same wording give the same key.

    The subject says what it is about and never shouts. There is no way to unsubscribe by one click: that could
    silence a matter of safety. With the store's `secret`, and where the inbox has an address, links take a review or
    mark it as answered.
    """
    ordered = in_order(flags)
    w = speak(person.language, "digest")
    said = Said(
        key=alert_key(ordered, business, person),
        subject=alert_subject(w, ordered, business),
        headline=alert_headline(w, ordered),
        headers=thread(ordered, business, person, config),
        expires=now + USEFUL,
    )
    return about(ordered, said, Desk(business, Links(config.inbox.url or "", secret, person.email), now), person)


@dataclass(frozen=True, slots=True)
class Said:
    """What an alert and a reminder say differently of the same reviews."""

    key: str
    subject: str
    headline: str
    headers: tuple[tuple[str, str], ...]
    expires: datetime


def about(ordered: Sequence[Flag], said: Said, desk: Desk, person: Person) -> Mail:
    """The mail of these flags: up to `SHOWN` in full."""
    w = speak(person.language, "digest")
    cards = [card(w, ToAnswer(flag, remedies(flag, desk.business)), desk) for flag in ordered[:SHOWN]]
    context = {
        "w": w,
        "lang": w.language,
        "place": desk.business.name,
        "subject": said.subject,
        "preheader": _preheader(cards),
        "headline": said.headline,
        "cards": cards,
        "more": len(ordered) - len(cards),
        "inbox": desk.links.waiting,
        "me": desk.links.me,
    }
    return Mail(
        key=said.key,
        kind="alert",
        to=person.email,
        subject=said.subject,
        text=text_of("alert", context),
        html=html_of("alert", context),
        headers=(("Content-Language", w.language), *said.headers),
        expires=said.expires,
    )


def in_order(flags: Sequence[Flag]) -> list[Flag]:
    return sorted(flags, key=lambda flag: (not flag.sentiment.safety, -flag.sentiment.severity, flag.opened))


def thread(
    flags: Sequence[Flag], business: Business, person: Person, config: Config, *, reply: bool = False
) -> tuple[tuple[str, str], ...]:
    """The headers that keep all mail about a review in one thread: the Message-ID its own first alert has, or would.

    A review told of in a bundle never had that mail; mailboxes join what names the same ancestor all the same.
    `reply`: this mail follows the alert, it is not the alert.
    """
    if len(flags) == 1 and not reply:
        return ()
    firsts = [message_id(alert_key([flag], business, person), config.mail.sender) for flag in flags[:SHOWN]]
    return (("References", " ".join(firsts)), *((("In-Reply-To", firsts[0]),) if reply else ()))


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
