"""Private facts in a public text: addresses, numbers, dates, names. Knows the business's own contacts as harmless."""

from __future__ import annotations

import re
from itertools import chain

from config import Playbook
from replies.phrasebook import LANGUAGES

_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")
_PHONE = re.compile(r"\+?\d(?:[\s()./\u00a0-]{0,2}\d){6,}")
_DATE = re.compile(r"(?<!\d)(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})(?!\d)")
_LONG = re.compile(r"\d{5,}")
_WORD = re.compile(r"[^\W\d_]{3,}")


def personal_data(text: str, playbook: Playbook) -> bool:
    """True where a mail address, phone number, date or long number stands that is not the business's own."""
    contacts = [playbook.contact(language) for language in LANGUAGES]
    mails = {contact.email.casefold() for contact in contacts}
    phones = {_digits(contact.phone) for contact in contacts if contact.phone}
    strange_mail = any(found[0].casefold() not in mails for found in _MAIL.finditer(text))
    for found in list(chain(_MAIL.finditer(text), _PHONE.finditer(text))):
        if found[0].casefold() in mails or _same_phone(_digits(found[0]), phones):
            text = text.replace(found[0], " ")
    return strange_mail or any(pattern.search(text) for pattern in (_PHONE, _DATE, _LONG))


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _same_phone(digits: str, phones: set[str]) -> bool:
    """With or without the country code: the last seven digits decide."""
    return len(digits) >= 5 and any(phone[-7:] == digits[-7:] for phone in phones)


def names_of_the_author(text: str, author: str) -> bool:
    """True where a word of the author's name stands in the text."""
    said = {word.casefold() for word in _WORD.findall(text)}
    return any(word.casefold() in said for word in _WORD.findall(author[:200]))
