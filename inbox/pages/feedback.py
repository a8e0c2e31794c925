"""The public feedback form: anybody may tell the business something. Every answer is kept and led to the same page.

No sign-in, no cookie, no script. The links to public sites are the same whatever was answered: never a gate.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from config import Business, Source
from inbox import forms, present, sessions
from inbox.pages.complaint import contact_address
from inbox.qr import MOST_BYTES, svg_path
from inbox.visit import Visit, go
from model import Review, clean
from words import LANGUAGES, speak

HEARD = ("friend", "regular", "passing", "search", "sites", "social", "press", "other")
LONGEST = 5_000  # characters of a comment
MOST = 20  # answers from one place in ten minutes: a busy table, not a machine
KEPT = ("text", "stars", "recommend", "heard", "author", "contact")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the form says, checked: stars 1 to 5; recommend 0 to 10, None where not said."""

    text: str
    stars: int
    recommend: int | None
    heard: str
    author: str
    contact: str


def show(visit: Visit) -> Response:
    business, source = _form(visit)
    return _page(visit, business, source)


def send(visit: Visit) -> Response:
    """A filled trap is thanked like everybody and forgotten: who sends it learns nothing."""
    business, source = _form(visit)
    place = visit.request.client.host if visit.request.client else ""
    if not sessions.may_try(visit.store, "feedback-from", place, MOST, visit.now):
        visit.turn_away("too_many_answers", 429)
    answer, fault = read_answer(visit)
    slip = forms.read_slip(visit.store.meta.secret(), visit.line("slip"), source.where, visit.now)
    if visit.line("website"):
        return _thanks(visit, source)
    if answer is None or slip is None:
        return _page(visit, business, source, fault=fault or "slip", status=400)
    _keep(visit, business, source, answer, slip)
    return _thanks(visit, source)


def thanks(visit: Visit) -> Response:
    business, _ = _form(visit)
    return visit.show("thanks.html", _frame(visit, business))


def card(visit: Visit) -> Response:
    """To print: the address, and its QR code for a phone's camera."""
    business, source = _form(visit)
    address = f"{sessions.public_url(visit.config)}/f/{source.where}"
    path, size = svg_path(address) if len(address.encode()) <= MOST_BYTES else ("", 0)
    facts: dict[str, object] = {"address": address, "path_data": path, "size": size}
    return visit.show("card.html", facts | _frame(visit, business))


def read_answer(visit: Visit) -> tuple[Answer | None, str]:
    """The answer, or None and which field is wrong."""
    stars, recommend, heard = visit.line("stars"), visit.line("recommend"), visit.line("heard")
    contact = contact_address(visit.line("contact"))
    if stars not in ("1", "2", "3", "4", "5"):
        return None, "stars"
    if contact is None:
        return None, "contact"
    known = recommend.isascii() and recommend.isdigit() and len(recommend) < 3 and int(recommend) <= 10
    text = clean(visit.said("text"), LONGEST)
    number = int(recommend) if known else None
    return Answer(text, int(stars), number, heard if heard in HEARD else "", visit.line("author"), contact), ""


def _keep(visit: Visit, business: Business, source: Source, answer: Answer, slip: forms.Slip) -> None:
    """As a review of its own kind. The same slip again (a second click, a replay) changes nothing."""
    key = f"form:{slip.nonce}"
    if visit.store.reviews.find(business.name, source.name, key):
        return
    told = Review(
        business=business.name,
        source=source.name,
        external_id=key,
        rating=float(answer.stars),
        text=answer.text,
        published=visit.now,
        author=answer.author,
        lang=None if answer.text else _language(visit),
        url=answer.contact,
        location=source.location,
        kind="feedback",
    )
    with visit.store.transaction():
        for number in visit.store.reviews.add([told], seen=visit.now, zone=business.tz).new:
            visit.store.feedback.keep(number, answer.recommend, answer.heard)


def _form(visit: Visit) -> tuple[Business, Source]:
    found = forms.find_form(visit.config, str(visit.request.path_params["form"]))
    return found or visit.turn_away("missing", 404)


def _language(visit: Visit) -> str:
    asked = visit.line("lang") or visit.asked("lang")
    return asked if asked in LANGUAGES else visit.w.language


def _thanks(visit: Visit, source: Source) -> Response:
    return go(f"/f/{source.where}/thanks", lang=_language(visit))


def _frame(visit: Visit, business: Business) -> dict[str, object]:
    """The same for everybody: nothing here depends on an answer."""
    language = _language(visit)
    return {
        "w": speak(language, "inbox"),
        "brand": business.name,
        "business": business,
        "sites": [(name, link) for name, where in forms.public_sites(business) if (link := present.safe_link(where))],
        "languages": [(code, speak(code, "inbox").language_name(code)) for code in LANGUAGES],
        "here": visit.request.url.path,
    }


def _page(visit: Visit, business: Business, source: Source, *, fault: str = "", status: int = 200) -> Response:
    facts: dict[str, object] = {
        "source": source,
        "fault": fault,
        "heard": HEARD,
        "kept": {name: visit.said(name) for name in KEPT},
        "slip": forms.new_slip(visit.store.meta.secret(), source.where, visit.now),
        "days": visit.config.retention,
    }
    return visit.show("feedback.html", facts | _frame(visit, business), status)
