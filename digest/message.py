"""From a stored mail to the message that goes over the wire; the same mail always makes the same Message-ID. Pure."""

from __future__ import annotations

import hashlib
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from model import Mail, MailError, clean_line


def message_id(key: str, sender: str) -> str:
    """`<kind.hash@domain>`: a mail sent again after a crash carries the same id, so its twin can be recognised."""
    kind = "".join(c for c in key.split(":")[0] if c.isalnum() or c == "-") or "mail"
    return f"<{kind}.{hashlib.sha256(key.encode()).hexdigest()[:24]}@{_domain(sender)}>"


def to_message(mail: Mail, *, sender: str, now: datetime, reply_to: str | None = None) -> EmailMessage:
    """The finished message: text first, HTML as alternative, quoted-printable, so that no line is over 998 octets.

    `sender` is an address or `Name <address>`; answers go to `reply_to`, else to it. MailError where an address cannot
    stand in a header.
    """
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = _address(sender)
        message["To"] = _address(mail.to)
        if reply_to:
            message["Reply-To"] = _address(reply_to)
    except (ValueError, IndexError) as error:
        raise MailError(f"“{sender}” or “{mail.to}” cannot be written as a mail address: {error}", ours=True) from error
    message["Subject"] = clean_line(mail.subject)
    message["Date"] = format_datetime(mail.queued or now)
    message["Message-ID"] = message_id(mail.key, sender)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers, please
    message["X-Auto-Response-Suppress"] = "All"  # the same for Exchange
    message.set_content(mail.text, cte="quoted-printable")
    if mail.html:
        message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    if mail.kind == "digest":
        message["List-Id"] = f"Grapevine weekly digest <digest.{_domain(sender)}>"
    for name, value in mail.headers:  # last, for making a multipart moves Content-Language into its first part
        message[name] = clean_line(value, 900)
    return message


def _address(text: str) -> Address:
    name, spec = parseaddr(clean_line(text))
    return Address(display_name=name, addr_spec=spec)


def _domain(sender: str) -> str:
    return parseaddr(clean_line(sender))[1].rpartition("@")[2] or "localhost"
