"""The spam defence of the public form: a signed slip in each page says when it was handed out. Pure; clock given.

Needs no cookie and no script. One slip is good for one answer, between a few seconds and a day after it was made.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer

from config import Business, Config, Source

SOONEST = timedelta(seconds=3)  # nobody reads and fills in the page faster
LATEST = timedelta(hours=24)
PUBLIC_KINDS = ("url", "css")  # addresses that people open; those of interfaces and feeds are for programs


@dataclass(frozen=True, slots=True)
class Slip:
    """When and for which form a page was handed out; `nonce` is who the answer is."""

    form: str
    at: datetime
    nonce: str


def new_slip(secret: bytes, form: str, now: datetime) -> str:
    return _signer(secret).dumps([form, now.isoformat(), secrets.token_urlsafe(12)])


def read_slip(secret: bytes, text: str, form: str, now: datetime) -> Slip | None:
    """None: forged, of another form, too old, or sent back faster than a person can."""
    try:
        named, at, nonce = _signer(secret).loads(text)
        slip = Slip(named, datetime.fromisoformat(at), nonce)
    except (BadSignature, ValueError, TypeError):
        return None
    return slip if slip.form == form and SOONEST <= now - slip.at <= LATEST else None


def find_form(config: Config, name: str) -> tuple[Business, Source] | None:
    """The form that is reached under /f/`name`, where it is switched on."""
    for business in config.businesses:
        for source in business.sources:
            if source.kind == "form" and source.where == name and source.enabled:
                return business, source
    return None


def public_sites(business: Business) -> list[tuple[str, str]]:
    """(name, address) of where anybody may write a public review. It asks nothing of who is asking: no gate."""
    return [
        (source.name, source.where)
        for source in business.sources
        if source.enabled and source.kind in PUBLIC_KINDS and not source.mentions and "$" not in source.where
    ]


def _signer(secret: bytes) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="feedback-form")
