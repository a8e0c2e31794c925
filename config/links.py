"""Signed links in mails: `digest` writes them, `inbox` reads them.

Each is bound to one purpose and carries its own end; the clock is an argument.

An alert's link may take a review or mark it answered, nothing else, so a forwarded mail opens nothing. An unsubscribe
link may stop one person's weekly mail of one business, never the alerts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer

LINK_LASTS = timedelta(days=14)
SIGNIN_LASTS = timedelta(minutes=15)
ACTS = ("take", "answered")


@dataclass(frozen=True, slots=True)
class AlertLink:
    """What a link in an alert may do: `act` (one of ACTS) on one review, as the person it was mailed to."""

    review: int
    act: str
    email: str


@dataclass(frozen=True, slots=True)
class DigestLink:
    """Stop the weekly mail of `business` to `email`."""

    business: str
    email: str


def alert_path(secret: bytes, link: AlertLink, now: datetime) -> str:
    """The path to put behind the inbox's address; works until 14 days from `now`."""
    end = int((now + LINK_LASTS).timestamp())
    return "/a/" + _signer(secret, "alert").dumps([link.review, link.act, link.email, end])


def read_alert(secret: bytes, token: str, now: datetime) -> AlertLink | None:
    """None for what was not signed by us for this purpose, or is past its end."""
    found = _load(secret, "alert", token)
    if found is None or now.timestamp() > found[3]:
        return None
    return AlertLink(int(found[0]), str(found[1]), str(found[2]))


def digest_path(secret: bytes, link: DigestLink) -> str:
    """The path for List-Unsubscribe; never expires, for old mails must be stoppable too."""
    return "/u/" + _signer(secret, "digest").dumps([link.business, link.email])


def read_digest(secret: bytes, token: str) -> DigestLink | None:
    found = _load(secret, "digest", token)
    return None if found is None else DigestLink(str(found[0]), str(found[1]))


def _signer(secret: bytes, purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=f"grapevine-{purpose}")


def _load(secret: bytes, purpose: str, token: str) -> list[Any] | None:
    try:
        found = _signer(secret, purpose).loads(token)
    except BadSignature:
        return None
    return found if isinstance(found, list) else None
