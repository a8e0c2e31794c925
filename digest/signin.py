"""The mail that signs somebody in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from config import Person
from config.links import SIGNIN_LASTS
from digest.note import Note, to_mail
from model import Mail, digest_of
from words import speak


def compose_signin(person: Person, link: str, *, businesses: Sequence[str], now: datetime) -> Mail:
    """A link that works once and for 15 minutes; after that the mail is of no use and is not sent any more."""
    w = speak(person.language, "digest")
    names = w.list(businesses[:3])
    minutes = int(SIGNIN_LASTS.total_seconds() // 60)
    note = Note(
        subject=w("Your sign-in link for {names}", names=names),
        headline=w("Sign in to {names}", names=names),
        lines=[w.n("The link works once, for {n} minute.", "The link works once, for {n} minutes.", minutes)],
        link=link,
        label=w("Sign in"),
        small=w("You did not ask for this? Then do nothing: without the link nobody gets in."),
    )
    key = f"signin:{digest_of(link)}:{person.email}"
    return to_mail(note, w, key=key, kind="signin", to=person.email, expires=now + SIGNIN_LASTS)
