"""Who is greeted, who signs, how that person is reached. A name from outside is used only where it looks like one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from config import Business, Contact
from replies.phrasebook import Phrases, fill, nobodies

_NAME = re.compile(r"([^\W\d_]{2,20}(?:-[^\W\d_]{2,20})?)(?: ([^\W\d_]{2,30}(?:-[^\W\d_]{2,30})?|[^\W\d_]\.?))?")


def greeting(author: str, book: Phrases) -> str:
    """The greeting, with a name only if `author` is plainly a person's: no nickname, firm or handle.

    German is formal: first and last name as shown, or none; a bare first name would be too close.
    """
    first, last = _names(author)
    whole = f"{first} {last}" if len(last.rstrip(".")) > 1 else ""
    name = whole if book.language == "de" else first
    return fill(book.greet["name" if name else "none"], {"name": name})


def _names(author: str) -> tuple[str, str]:
    match = _NAME.fullmatch(author.strip()) if len(author) <= 80 else None
    if not match:
        return "", ""
    first, last = match[1], match[2] or ""
    plain = all(_like_a_name(part) for part in (first, last) if part)
    return (first, last) if plain else ("", "")


def _like_a_name(part: str) -> bool:
    """A capital and then small letters (`ANNA` is a shout or a handle), and no "User", "Gast" or "Cliente"."""
    letters = part.rstrip(".")
    shape = len(letters) == 1 or letters[1:].lower() == letters[1:] or "-" in letters
    return letters[0].isupper() and shape and letters.lower() not in nobodies()


@dataclass(frozen=True, slots=True)
class Signer:
    """The named person a customer can turn to. `way`: how to reach them, ready to be put in a sentence, or ""."""

    name: str
    line: str
    way: str


def signer(business: Business, book: Phrases) -> Signer:
    """The contact of the playbook, else the owner's name, else the business itself. A login address is never shown."""
    contact = business.playbook.contact(book.language)
    owners = business.owners()
    name = contact.name or (owners[0].name if owners else business.name)
    beside = contact.role if contact.name else ""
    beside = beside or (business.name if name != business.name else "")
    return Signer(name, ", ".join(filter(None, (name, beside))), _way(contact, book))


def _way(contact: Contact, book: Phrases) -> str:
    kind = "both" if contact.email and contact.phone else "mail" if contact.email else "phone"
    if not contact.email and not contact.phone:
        return ""
    phone = contact.phone.replace(" ", "\u00a0")  # a number broken over two lines is misread
    return fill(book.way[kind], {"email": contact.email, "phone": phone})
