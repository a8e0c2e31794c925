"""Note what a customer told somebody, in person or by any channel: scored and answered like a review."""

from __future__ import annotations

import re

from starlette.responses import Response

from config import Business
from inbox import rights
from inbox.visit import Visit, go
from model import Review, digest_of
from words import speak

CHANNELS = ("in_person", "phone", "mail", "social")


def show(visit: Visit) -> Response:
    return _form(visit, fault="", status=200, saved=visit.number(visit.asked("saved")))


def save(visit: Visit) -> Response:
    """Noting the same words twice on one day is one complaint: a second click does no harm."""
    business = visit.business(visit.line("business"), rights.may_answer)
    text, contact = visit.said("text"), contact_address(visit.line("contact"))
    if not text:
        return _form(visit, fault="text", status=400)
    if contact is None:
        return _form(visit, fault="contact", status=400)
    return go("/complaints/new", saved=_keep(visit, business, complaint(visit, business, text, contact)))


def _keep(visit: Visit, business: Business, told: Review) -> int:
    """Its number. Onto the list at once, however mild its words: somebody thought it worth noting."""
    with visit.store.transaction():
        for number in visit.store.reviews.add([told], seen=visit.now, zone=business.tz).new:
            visit.store.flags.correct(number, "negative", visit.email, visit.now)
        kept = visit.store.reviews.find(told.business, told.source, told.external_id)
    return kept.id if kept else 0


def complaint(visit: Visit, business: Business, text: str, contact: str) -> Review:
    """A Review of kind `complaint`; its source is the channel, in the business's own language."""
    channel = visit.line("channel")
    own = speak(business.languages[0], "inbox")
    day = visit.now.astimezone(business.tz).date().isoformat()
    return Review(
        business=business.name,
        source=own(f"channel:{channel if channel in CHANNELS else CHANNELS[0]}"),
        external_id="told:" + digest_of(day, visit.line("author"), text),
        rating=None,
        text=text,
        published=visit.now,
        author=visit.line("author"),
        url=contact,
        kind="complaint",
    )


def contact_address(contact: str) -> str | None:
    """`mailto:` or `tel:` of what was written, "" for nothing, None for what is neither."""
    if not contact:
        return ""
    if re.fullmatch(r"[^\s@<>\"]+@[^\s@<>\"]+\.[^\s@<>\"]+", contact):
        return f"mailto:{contact}"
    number = re.sub(r"[\s()./-]", "", contact)
    return f"tel:{number}" if re.fullmatch(r"\+?\d{3,15}", number) else None


def _form(visit: Visit, *, fault: str, status: int, saved: int = 0) -> Response:
    return visit.page(
        "complaint.html",
        status,
        businesses=visit.those(rights.may_answer),
        channels=CHANNELS,
        fault=fault,
        saved=saved,
        kept={name: visit.said(name) for name in ("business", "text", "channel", "author", "contact")},
    )
