"""A mail as it came, to what may be read in it: sender, subject, lines, links. Pure; knows no platform."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from itertools import islice

from bs4 import BeautifulSoup

from crawler.htmltext import tidy, to_text
from model import digest_of

MOST_BYTES = 2 * 1024 * 1024  # of one mail; a platform's is a tenth of that
MOST_LINES, LONGEST_LINE, LONGEST_SUBJECT = 500, 5000, 500
_HTTP = re.compile(r"https?://[^\s<>\"'\])]+")
_FORWARDED = re.compile(r"\A\s*(?:(?:fwd?|wg|tr|vs|aw|re|sv)\s*:\s*)+", re.I)
_CELLS = ("td", "th", "center", "title")
_COMMENT = re.compile(r"\([^()]*\)")
_DMARC = re.compile(r"(?:\A|[;\s])dmarc\s*=\s*(\w+)", re.I)


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail. `id`: its Message-ID, else a digest of its bytes; `date`: an ISO time; `html`: lines of the HTML part.

    `lines` are those of the plain part, none empty; either may be missing. `vouched`: whether the server that took the
    mail in found it to be from its sender's domain (DMARC, RFC 7489); None where the server says nothing of it.
    """

    id: str
    address: str  # of the sender, lower case
    subject: str  # without Fwd: and the like
    date: str | None
    lines: tuple[str, ...]
    html: tuple[str, ...]
    links: tuple[str, ...]
    vouched: bool | None = None

    @property
    def sender(self) -> str:
        """The domain after the @, lower case."""
        return self.address.rpartition("@")[2]

    @property
    def words(self) -> str:
        return "\n".join((self.subject, *self.lines, *self.html))


def read_letter(raw: bytes) -> Letter:
    """The mail in `raw` (RFC 5322). Damaged ones give what can be had: a mail that says nothing is no error."""
    message = message_from_bytes(raw[:MOST_BYTES], policy=default)
    plain, html = _part(message, "plain"), _part(message, "html")
    shown, links = _html(html)
    return Letter(
        id=" ".join(_header(message, "Message-ID").split()) or digest_of(raw.decode("latin-1")),
        address=_address(message),
        subject=_FORWARDED.sub("", " ".join(_header(message, "Subject").split())[:LONGEST_SUBJECT]),
        date=_date(message),
        lines=_lines(tidy(plain)),
        html=_lines(shown),
        links=tuple(dict.fromkeys([*_HTTP.findall(plain), *links])),
        vouched=_vouched(message),
    )


def _header(message: EmailMessage, name: str) -> str:
    """The header decoded; "" where it is missing or too broken to be read."""
    try:
        return str(message.get(name, ""))
    except (ValueError, IndexError, LookupError, AttributeError):  # what the standard parser does on broken ones
        return ""


def _address(message: EmailMessage) -> str:
    try:
        senders: tuple[Address, ...] = message["From"].addresses if message["From"] else ()
    except (ValueError, IndexError, LookupError, AttributeError):
        return ""
    return senders[0].addr_spec.lower().rstrip(".") if senders else ""


def _vouched(message: EmailMessage) -> bool | None:
    """What the topmost Authentication-Results (RFC 8601) says: those below may have been sent along by anybody."""
    found = _DMARC.search(_COMMENT.sub(" ", _header(message, "Authentication-Results")))
    return {"pass": True, "fail": False}.get(found[1].lower()) if found else None


def _date(message: EmailMessage) -> str | None:
    try:
        sent: datetime = parsedate_to_datetime(_header(message, "Date"))
    except (ValueError, TypeError, OverflowError):
        return None
    return sent.isoformat()


def _part(message: EmailMessage, kind: str) -> str:
    """The text of the first text/`kind` part that is no attachment."""
    for part in message.walk():
        if part.get_content_type() == f"text/{kind}" and not part.is_attachment():
            return _decoded(part)
    return ""


def _decoded(part: EmailMessage) -> str:
    raw = part.get_payload(decode=True)
    body = raw if isinstance(raw, bytes) else b""
    try:
        return body.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:  # a charset nobody knows
        return body.decode("utf-8", "replace")


def _html(markup: str) -> tuple[str, list[str]]:
    """(text as shown, with the words of pictures, one cell a line; addresses it links to)."""
    if not markup:
        return "", []
    soup = BeautifulSoup(markup, "lxml")
    for hidden in soup.select("[style*='display:none'], [style*='display: none'], [hidden]"):
        hidden.decompose()
    links = [str(anchor["href"]) for anchor in soup.find_all("a", href=True)]
    for picture in soup.find_all("img"):
        picture.replace_with(f" {picture.get('alt') or ''} ")
    for cell in soup.find_all(_CELLS):
        cell.name = "div"
    return to_text(str(soup)), [link for link in links if link.startswith(("http://", "https://"))]


def _lines(text: str) -> tuple[str, ...]:
    return tuple(islice(_stripped(text), MOST_LINES))


def _stripped(text: str) -> Iterator[str]:
    for line in text.splitlines():
        bare = line.lstrip("> ").strip()
        if bare:
            yield bare[:LONGEST_LINE]
