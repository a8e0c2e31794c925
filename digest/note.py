"""A short mail of a heading, some lines, perhaps one button: what operator and sign-in mails are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from digest.render import html_of, text_of
from model import Mail
from words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What to say. `said` is quoted as it is: words of a machine. `link` with its `label` makes the button."""

    subject: str
    headline: str
    lines: Sequence[str] = field(default=())
    said: str = ""
    link: str = ""
    label: str = ""
    small: str = ""


def to_mail(note: Note, w: Words, *, key: str, kind: str, to: str, expires: datetime | None = None) -> Mail:
    """The finished mail of a note."""
    context = {"w": w, "lang": w.language, "note": note, "subject": note.subject, "preheader": note.headline}
    return Mail(
        key=key,
        kind=kind,
        to=to,
        subject=note.subject,
        text=text_of("note", context),
        html=html_of("note", context),
        headers=(("Content-Language", w.language),),
        expires=expires,
    )
