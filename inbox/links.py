"""What links in mails may do (`config.links` signs and reads them), and who wants no weekly mail."""

from __future__ import annotations

from config.links import ACTS, LINK_LASTS, AlertLink, DigestLink, alert_path, digest_path, read_alert, read_digest

__all__ = [
    "ACTS",
    "LINK_LASTS",
    "AlertLink",
    "DigestLink",
    "alert_path",
    "digest_off_key",
    "digest_path",
    "read_alert",
    "read_digest",
]


def digest_off_key(business: str, email: str) -> str:
    """The `store.meta` key that holds since when this person wants no weekly mail of this business, or ""."""
    return f"digest-off:{business}:{email.casefold()}"
