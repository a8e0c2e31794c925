"""A theme that is suddenly complained of far more than usual: told to the owners before the week is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from config import Business, Config, Person
from digest.links import Links
from digest.note import Note, to_mail
from insight import Surge
from model import Mail, Week
from words import speak

USEFUL = timedelta(days=3)


def compose_surge(surge: Surge, business: Business, person: Person, *, config: Config, now: datetime) -> Mail:
    """Once a theme and week, however much further it grows: the digest has the final count."""
    w = speak(person.language, "digest")
    links, topic = Links(config.inbox.url or ""), w.name("topic", surge.theme)
    week = Week.of(now, business.tz)
    counts = {"n": w.number(surge.count), "usual": w.number(surge.usual, 1)}
    note = Note(
        subject=w("{place}: suddenly more complaints about {topic}", place=business.name, topic=topic),
        headline=w("Suddenly more complaints: {topic} ({n}, usually {usual} a week).", topic=topic, **counts),
        lines=[
            w("Something has changed: who works, who delivers, how it is done. Find it before the week is over."),
            w("Once it is put right, record the change: then replies may say so."),
        ],
        link=links.to(f"/inbox?theme={surge.theme}"),
        label=w("Read what they say"),
    )
    key = f"surge:{business.slug}:{week}:{surge.theme}:{person.email}"
    return to_mail(note, w, key=key, kind="alert", to=person.email, expires=now + USEFUL)
