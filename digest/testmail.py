"""The mail that somebody sends to themself, to see that mail arrives."""

from __future__ import annotations

from datetime import datetime, timedelta

from config import Person
from digest.note import Note, to_mail
from model import Mail
from words import speak

LASTS = timedelta(days=1)


def compose_test(person: Person, *, now: datetime) -> Mail:
    """One a second at most: the key is the second."""
    w = speak(person.language, "digest")
    note = Note(
        subject=w("Test: email from Grapevine arrives"),
        headline=w("This email has arrived."),
        lines=[w("You asked for it on the page People. Alerts and the weekly email take the same way.")],
        small=w("Was it in the spam folder? Then mark the sender as known."),
    )
    return to_mail(
        note, w, key=f"test:{now:%Y%m%dT%H%M%S}:{person.email}", kind="operator", to=person.email, expires=now + LASTS
    )
