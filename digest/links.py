"""Addresses put into mails: pages of the inbox (only where it has an address) and the one-click way out. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from config.links import AlertLink, DigestLink, alert_path, digest_path


@dataclass(frozen=True, slots=True)
class Links:
    """Pages under `base`, the inbox's address; every link is "" where there is none.

    With a `secret` a mail to `email` may also hold links that act: on POST only, and for 14 days.
    """

    base: str = ""
    secret: bytes = b""
    email: str = ""

    def act(self, number: int, act: str, now: datetime) -> str:
        """Take review `number` (`take`) or mark it as answered (`answered`), as the person this is mailed to."""
        return self.to(alert_path(self.secret, AlertLink(number, act, self.email), now)) if self.secret else ""

    @property
    def waiting(self) -> str:
        return self.to("/inbox")

    @property
    def sources(self) -> str:
        return self.to("/sources")

    @property
    def me(self) -> str:
        return self.to("/me")

    @property
    def digests(self) -> str:
        return self.to("/digests")

    def mirror(self, slug: str) -> str:
        """Where an owner guesses what customers will say."""
        return self.to(f"/mirror?business={slug}")

    def review(self, number: int) -> str:
        return self.to(f"/reviews/{number}")

    def to(self, path: str) -> str:
        return f"{self.base.rstrip('/')}{path}" if self.base else ""


def unsubscribe_link(base: str, secret: bytes, business: str, email: str) -> str:
    """Where a mail provider posts to stop this digest (RFC 8058); only under https, else ""."""
    if urlsplit(base).scheme != "https":
        return ""
    return base.rstrip("/") + digest_path(secret, DigestLink(business, email))


def web_address(url: str) -> str:
    """`url` where it is a web address, else "": a review's link comes from a stranger's page."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.hostname and not set(url) & set(" \"'<>") else ""
