"""Addresses put into mails: pages of the inbox (only where it has an address) and the one-click way out. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from itsdangerous import URLSafeSerializer


@dataclass(frozen=True, slots=True)
class Links:
    """Pages under `base`, the inbox's address; every link is "" where there is none."""

    base: str = ""

    @property
    def waiting(self) -> str:
        return self.to("/inbox")

    @property
    def sources(self) -> str:
        return self.to("/sources")

    @property
    def digests(self) -> str:
        return self.to("/digests")

    def review(self, number: int) -> str:
        return self.to(f"/reviews/{number}")

    def to(self, path: str) -> str:
        return f"{self.base.rstrip('/')}{path}" if self.base else ""


def unsubscribe_link(base: str, secret: bytes, business: str, email: str) -> str:
    """Where a mail provider posts to stop this digest (RFC 8058); only under https, else "".

    The inbox reads it with the same key and salt; a test holds the two together.
    """
    if urlsplit(base).scheme != "https":
        return ""
    token = URLSafeSerializer(secret, salt="grapevine-digest").dumps([business, email])
    return f"{base.rstrip('/')}/u/{token}"


def web_address(url: str) -> str:
    """`url` where it is a web address, else "": a review's link comes from a stranger's page."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.hostname and not set(url) & set(" \"'<>") else ""
