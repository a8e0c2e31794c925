"""One request of one person: what a page may know, and how it answers. The store is this thread's own."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NoReturn
from urllib.parse import quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from config import Business, Config, Person
from config.rewrite import ConfigFile
from inbox import rights
from inbox.proxy import named_by_proxy
from inbox.render import render, spoken_language
from inbox.sessions import public_url, signed_in
from model import ConfigError, Flag, GrapevineError, InputError, State, StoreError, Week, clean, clean_line
from model.text import MAX_TEXT
from store import Store
from words import Words, speak

log = logging.getLogger("grapevine")

KeptPage = Callable[[str, bool], bytes | None]
TOO_BIG = 2**63
"""Beyond what the store can number."""
FOR_PEOPLE = ("/", "/signin")
"""Open to all, and of no use to somebody whom a proxy has named and nobody here knows."""


def no_page(key: str, good: bool) -> bytes | None:
    """For an inbox that runs where no page is kept."""
    return None


class TurnedAwayError(GrapevineError):
    """Ends a visit with the page `error.html` has for `kind`."""

    def __init__(self, kind: str, status: int) -> None:
        super().__init__(f"the inbox answered {status}: {kind}")
        self.kind, self.status = kind, status


@dataclass(slots=True)
class Visit:
    """`person` is None before sign-in; every query is for `businesses`, the ones this person belongs to.

    `by_proxy`: the address a trusted proxy has named for this visitor, known to config.yaml or not; else "".
    """

    request: Request
    form: FormData
    store: Store
    config: Config
    now: datetime
    person: Person | None = None
    by_proxy: str = ""
    businesses: tuple[Business, ...] = ()
    w: Words = field(default_factory=lambda: speak("en", "inbox"))
    kept_page: KeptPage = no_page
    file: ConfigFile | None = None

    @property
    def email(self) -> str:
        return self.person.email if self.person else ""

    def those(self, may: Callable[[Business, str], bool]) -> list[Business]:
        """The businesses in which this person may do something, e.g. `those(may_answer)`."""
        return [business for business in self.businesses if may(business, self.email)]

    def business(self, name: str, may: Callable[[Business, str], bool]) -> Business:
        """The one of that name or slug among `those(may)`; else the page 404."""
        for business in self.those(may):
            if name in (business.name, business.slug):
                return business
        return self.turn_away("missing", 404)

    def flag(self) -> tuple[Flag, Business]:
        """The review named in the path, with its business. Somebody else's looks exactly like one that is not there."""
        number = int(self.request.path_params["id"])
        try:
            flag = self.store.flags.get(number if number < TOO_BIG else 0)
        except InputError:
            self.turn_away("missing", 404)
        return flag, self.business(flag.stored.review.business, rights.may_answer)

    def said(self, name: str) -> str:
        """A text field of the form, cleaned; "" where it was not sent."""
        value = self.form.get(name, "")
        return clean(value) if isinstance(value, str) else ""

    def letter(self, name: str) -> str:
        """A text field whose blank lines mean something: each paragraph cleaned, one empty line between two."""
        value = self.form.get(name, "")
        parts = re.split(r"\n[^\S\n]*\n\s*", value.replace("\r\n", "\n")) if isinstance(value, str) else []
        return "\n\n".join(part for one in parts if (part := clean(one)))[:MAX_TEXT]

    def line(self, name: str) -> str:
        return clean_line(self.said(name))

    def asked(self, name: str) -> str:
        """A query parameter, cleaned to one line."""
        return clean_line(self.request.query_params.get(name, ""))

    def number(self, text: str, otherwise: int = 0) -> int:
        """A whole number a browser sent, 0 to 2⁶³-1; `otherwise` where it is none."""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else otherwise

    def weekday(self, day: int) -> str:
        """What people call a day of the week; 0 is Monday."""
        return self.w.day(Week(2026, 2).monday + timedelta(days=day), "EEEE")

    def page(self, template: str, status: int = 200, **facts: object) -> Response:
        return self.show(template, facts, status)

    def show(self, template: str, facts: Mapping[str, object], status: int = 200) -> Response:
        return HTMLResponse(render(template, {**self._frame(), **facts}), status)

    def turn_away(self, kind: str, status: int) -> NoReturn:
        raise TurnedAwayError(kind, status)

    def error(self, kind: str, status: int) -> Response:
        return self.page("error.html", status, kind=kind)

    def _frame(self) -> dict[str, object]:
        """What `base.html` needs around every page."""
        answering = self.those(rights.may_answer)
        waiting = self.store.flags.counts([b.name for b in answering]).get(State.TO_ANSWER, 0) if answering else 0
        return {
            "w": self.w,
            "path": self.request.url.path,
            "person": self.person,
            "by_proxy": bool(self.by_proxy),
            "brand": self.businesses[0].name if len(self.businesses) == 1 else "Grapevine",
            "waiting": waiting,
            "answers": bool(answering),
            "reads_digests": bool(self.those(rights.may_read_digests)),
            "owns": bool(self.those(rights.may_approve)),
            "manages": bool(self.those(rights.may_manage)),
            "operates": bool(self.those(rights.may_operate)),
        }


View = Callable[[Visit], Response]
Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Desk:
    """Where visits are received: opens what each needs, sends strangers to sign in, turns errors into pages."""

    open_store: Callable[[], Store]
    config: Callable[[], Config]
    clock: Callable[[], datetime]
    kept_page: KeptPage = no_page
    file: ConfigFile | None = None

    def endpoint(self, view: View, may: Callable[[Business, str], bool] | None = None) -> Endpoint:
        """A route's handler. `may`: what the person must be allowed in at least one business; None: open to all."""

        async def handle(request: Request) -> Response:
            form = await request.form(max_files=0, max_fields=200) if request.method == "POST" else FormData()
            return await run_in_threadpool(self._receive, view, may, request, form)

        return handle

    def _receive(
        self, view: View, may: Callable[[Business, str], bool] | None, request: Request, form: FormData
    ) -> Response:
        try:
            with self.open_store() as store:
                visit = self._visit(request, form, store)
                return self._admit(view, may, visit)
        except ConfigError as error:
            log.error("a page could not be shown: %s", error)
            return stranger_error(request, "config", 503)
        except StoreError as error:
            log.error("a page could not be shown: %s", error)
            return stranger_error(request, "store", 503)

    def _admit(self, view: View, may: Callable[[Business, str], bool] | None, visit: Visit) -> Response:
        path = visit.request.url.path
        try:
            if visit.by_proxy and visit.person is None and (may is not None or path in FOR_PEOPLE):
                visit.turn_away("unknown_person", 403)
            if may is not None and visit.person is None:
                return go("/signin", review=_review_in(path))
            if may is not None and not visit.those(may):
                visit.turn_away("not_yours", 403)
            return view(visit)
        except TurnedAwayError as error:
            return visit.error(error.kind, error.status)

    def _visit(self, request: Request, form: FormData, store: Store) -> Visit:
        config, now = self.config(), self.clock()
        visit = Visit(request, form, store, config, now, kept_page=self.kept_page, file=self.file)
        visit.by_proxy = named_by_proxy(request, config.inbox)
        email = visit.by_proxy or signed_in(store, request, now=now, url=public_url(config))
        found = config.find_person(email) if email else None
        if found:
            visit.person, visit.businesses = found[0], tuple(found[1])
        language = found[0].language if found else spoken_language(request.headers.get("accept-language", ""))
        visit.w = speak(language, "inbox")
        return visit


def go(path: str, **query: object) -> Response:
    """303 to a path of ours; empty parameters are left out. Nothing a browser sent is ever the target."""
    wanted = {name: str(value) for name, value in query.items() if value not in ("", None)}
    return RedirectResponse(quote(path, safe="/") + (f"?{urlencode(wanted)}" if wanted else ""), 303)


def stranger_error(request: Request, kind: str, status: int) -> Response:
    """An error page for when we do not know who asks: no store, no config, in the browser's language."""
    facts: dict[str, object] = {
        "w": speak(spoken_language(request.headers.get("accept-language", "")), "inbox"),
        "path": request.url.path,
        "person": None,
        "by_proxy": False,
        "brand": "Grapevine",
        "kind": kind,
    }
    return HTMLResponse(render("error.html", facts), status)


def _review_in(path: str) -> str:
    """The number in /reviews/12, to come back to after sign-in."""
    number = path.removeprefix("/reviews/").split("/")[0]
    return number if path.startswith("/reviews/") and number.isascii() and number.isdigit() else ""
