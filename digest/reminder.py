"""A promised answer that is about to be late, in the mailbox of whoever has it: the alert's thread goes on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from config import Business, Config, Hours, Person
from digest.alert import Said, about, alert_subject, in_order, thread
from digest.cards import Desk
from digest.links import Links
from model import Flag, Mail, digest_of
from words import Words, speak

SHORTEST, LONGEST = timedelta(hours=1), timedelta(hours=12)  # before the end of the promised time
STEP = timedelta(minutes=30)
USEFUL = timedelta(days=1)


def remind_at(flag: Flag, hours: Hours | None, zone: tzinfo) -> datetime | None:
    """When to remind: a quarter of the promised time before its end, at least one hour and at most twelve.

    Where the shop is closed then, the last half hour before in which it was open; safety is reminded of at any hour.
    None where no time was promised.
    """
    if flag.due is None:
        return None
    moment = flag.due - min(max((flag.due - flag.opened) / 4, SHORTEST), LONGEST)
    if hours is None or flag.sentiment.safety:
        return moment
    earlier = moment
    while earlier > flag.opened + STEP:
        if hours.is_open(earlier, zone):
            return earlier
        earlier -= STEP
    return moment


def compose_reminder(
    flags: Sequence[Flag], business: Business, person: Person, *, config: Config, now: datetime, secret: bytes = b""
) -> Mail:
    """One mail about all that is about to be late; about a single review it answers its alert."""
    w, ordered = speak(person.language, "digest"), in_order(flags)
    what = digest_of(*sorted(f"{flag.id}.{flag.due}" for flag in flags))[:16]
    said = Said(
        key=f"reminder:{business.slug}:{what}:{person.email}",
        subject=_subject(w, ordered, business),
        headline=_headline(w, ordered, business),
        headers=thread(ordered, business, person, config, reply=True),
        expires=now + USEFUL,
    )
    return about(ordered, said, Desk(business, Links(config.inbox.url or "", secret, person.email), now), person)


def _subject(w: Words, flags: Sequence[Flag], business: Business) -> str:
    if len(flags) == 1:
        return f"Re: {alert_subject(w, flags, business)}"
    return w.n(
        "{place}: {n} promised answer is due soon",
        "{place}: {n} promised answers are due soon",
        len(flags),
        place=business.name,
    )


def _headline(w: Words, flags: Sequence[Flag], business: Business) -> str:
    first = min(flag.due for flag in flags if flag.due is not None)
    when = w.moment(first, business.tz)
    return w.n(
        "{n} review still waits. The answer was promised by {when}.",
        "{n} reviews still wait. The first answer was promised by {when}.",
        len(flags),
        when=when,
    )
