"""Carries out what a page asked for: sign-in mails, sending again, reading a source now."""

from __future__ import annotations

from datetime import datetime

from digest.signin import compose_signin
from digest.testmail import compose_test
from inbox.sessions import signin_link
from jobs.workplace import Workplace
from model import GrapevineError, InputError, Request
from store import Store

MOST_AT_ONCE = 20


def carry_out(store: Store, place: Workplace, now: datetime) -> None:
    """Every waiting request, the oldest first. What fails is noted on the request: the page shows it."""
    for _ in range(MOST_AT_ONCE):
        request = store.requests.claim(now)
        if request is None:
            break
        try:
            said = _one(store, place, request, now)
        except GrapevineError as error:
            said = str(error)
        store.requests.done(request.id, said)


def _one(store: Store, place: Workplace, request: Request, now: datetime) -> str:
    if request.kind == "signin":
        return _signin(store, place, request, now)
    if request.kind == "test_mail":
        person, _ = place.config.person(str(request.payload["email"]))
        store.outbox.queue(compose_test(person, now=now), now)
        return "mailed"
    if request.kind == "send_again":
        store.outbox.requeue(str(request.payload["key"]), now)
        return "queued again"
    if request.kind in ("crawl_now", "test_source"):
        return _crawl_now(store, place, request, now)
    raise InputError(f"nobody knows how to carry out “{request.kind}”")


def _crawl_now(store: Store, place: Workplace, request: Request, now: datetime) -> str:
    """Makes it due: the next tick reads it, so that a slow site never holds up a sign-in mail."""
    source = place.config.business(str(request.payload["business"])).source(str(request.payload["source"]))
    store.sources.hurry(source.business, source.name, now)
    return "due now"


def _signin(store: Store, place: Workplace, request: Request, now: datetime) -> str:
    person, businesses = place.config.person(str(request.payload["email"]))
    review = request.payload.get("review")
    link = signin_link(store, person.email, base=base_of(place), now=now, review=review and int(review))
    mail = compose_signin(person, link, businesses=[business.name for business in businesses], now=now)
    store.outbox.queue(mail, now)
    return "mailed"


def base_of(place: Workplace) -> str:
    """Where people reach the inbox: its public address, else where it listens."""
    inbox = place.config.inbox
    return inbox.url or f"http://{inbox.listen}"
