"""“Ida has answered”: one short note in the alert's thread, so that nobody starts on what is done."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from config import Business, Config, Person
from digest import says
from digest.alert import alert_subject, thread
from digest.links import Links
from digest.note import Note, to_mail
from model import Flag, Mail, State
from words import Words, speak

USEFUL = timedelta(days=1)
QUOTED = 160  # code points of the review: enough to know it again


def answered_key(flag: Flag, business: Business, person: Person) -> str:
    """Once a version of a review: reopened and closed again is no news, an edited review is."""
    return f"answered:{business.slug}:{flag.id}.{flag.stored.rev}:{person.email}"


def compose_answered(
    flag: Flag, business: Business, person: Person, *, closer: Person | None, config: Config, now: datetime
) -> Mail:
    """To `person`, who was told of `flag`. `closer`: the colleague who closed it; None where it was answered elsewhere,
    or by somebody who is no longer in config.yaml."""
    w = speak(person.language, "digest")
    review = flag.stored.review
    note = Note(
        subject=f"Re: {alert_subject(w, [flag], business)}",
        headline=_headline(w, flag, closer),
        lines=[
            w("{label}: {text}", label=f"{says.own_stars(w, review.rating)}, {review.source}", text=_quote(flag)),
            w("This note is for everybody who was told of it. There is no need to reply."),
        ],
        link=Links(config.inbox.url or "").review(flag.id),
        label=w("See what was done"),
    )
    key = answered_key(flag, business, person)
    mail = to_mail(note, w, key=key, kind="answered", to=person.email, expires=now + USEFUL)
    return replace(mail, headers=(*mail.headers, *thread([flag], business, person, config, reply=True)))


def _headline(w: Words, flag: Flag, closer: Person | None) -> str:
    if closer is None:
        return w("It has been answered: nothing left to do.")
    if flag.state is State.SOLVED:
        return w("{name} has solved it: nothing left to do.", name=closer.name)
    return w("{name} has answered: nothing left to do.", name=closer.name)


def _quote(flag: Flag) -> str:
    return says.quote(flag.stored.review.full_text, flag.sentiment.lang, QUOTED)
