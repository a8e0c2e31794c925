"""Who is greeted, who signs, how that person is reached. A name from outside is used only where it looks like one."""

from __future__ import annotations

import re
from collections.abc import Sequence
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


_DOUBLES = {"ann", "anna", "anne", "eva", "hans", "jean", "karl", "lars", "marie", "mary", "ole", "per", "rose"}
_SECONDS = {
    "britt",
    "claude",
    "dorte",
    "helene",
    "katrine",
    "kirstine",
    "lena",
    "lise",
    "louise",
    "luc",
    "luise",
    "lou",
}
_SECONDS |= {"mari", "maria", "marie", "merete", "mette", "pierre", "sofie", "sophie", "jo"}


def _names(author: str) -> tuple[str, str]:
    """First and last name; a double first name ("Anne Mari") stays whole."""
    parts = author.strip().split(" ")
    if len(parts) in (2, 3) and parts[0].lower() in _DOUBLES and parts[1].lower() in _SECONDS:
        first, last = _two(" ".join(["-".join(parts[:2]), *parts[2:]]))
        return first.replace("-", " ", 1), last
    return _two(author)


def _two(author: str) -> tuple[str, str]:
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
    """The named person a customer can turn to. `ways`: sentences' ends that say how, phone first; () without a way."""

    name: str
    line: str
    ways: tuple[str, ...]
    email: str
    phone: str


def signer(business: Business, book: Phrases) -> Signer:
    """The contact of the playbook, else the owner's name, else the business itself. A login address is never shown."""
    contact = business.playbook.contact(book.language)
    owners = business.owners()
    name = contact.name or (owners[0].name if owners else business.name)
    beside = contact.role if contact.name else ""
    beside = beside or (business.name if name != business.name else "")
    phone = contact.phone.replace(" ", "\u00a0")  # a number broken over two lines is misread
    return Signer(name, ", ".join(filter(None, (name, beside))), _ways(contact, phone, book), contact.email, phone)


def _ways(contact: Contact, phone: str, book: Phrases) -> tuple[str, ...]:
    if not contact.email and not phone:
        return ()
    kind = "both" if contact.email and phone else "mail" if contact.email else "phone"
    return tuple(fill(way, {"email": contact.email, "phone": phone}) for way in book.way[kind])


def invitations(wordings: Sequence[str], who: Signer, book: Phrases, *, plain: bool) -> tuple[str, ...]:
    """What the contact slot can say. Asking for somebody by name makes sense on the phone alone, where others answer.

    `plain`: the sentences with a number or an address of their own may be used too.
    """
    said = []
    for way in who.ways:
        asked = "@" not in way
        places = {"way": way, "sign": who.name}
        said += [fill(wording, places) for wording in wordings if asked or "{sign}" not in wording]
    if plain and who.phone:
        said += [fill(wording, {"phone": who.phone}) for wording in book.call]
    if plain and who.email:
        said += [fill(wording, {"email": who.email}) for wording in book.write]
    return tuple(said) or tuple(fill(wording, {"sign": who.name}) for wording in book.none)
