"""The sources and how they are, in words; read one again now."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import HTMLResponse, Response

from config import Business, Source
from inbox import present, rights
from inbox.guard import PREVIEW_CSP
from inbox.visit import Visit, go
from model import InputError, Verdict
from store import SourceState
from words import Words


@dataclass(frozen=True, slots=True)
class Row:
    """A configured source with what the store knows of it; `state` is None before its first reading."""

    business: Business
    source: Source
    state: SourceState | None
    link: str


def show(visit: Visit) -> Response:
    businesses = visit.those(rights.may_operate)
    known = {(state.business, state.name): state for state in visit.store.sources.all()}
    rows = [Row(b, s, known.get((b.name, s.name)), present.safe_link(s.where)) for b in businesses for s in b.sources]
    return visit.page(
        "sources.html",
        rows=rows,
        broken=[one for one in visit.config.broken if one.business in {b.name for b in businesses}],
        asked=visit.asked("asked"),
        now=visit.now,
        advice=advice(visit.w),
    )


def advice(w: Words) -> dict[str, str]:
    """What each verdict means and what to do about it."""
    return {
        Verdict.WAITING: w("The site asked us to wait. We come back by ourselves."),
        Verdict.BLOCKED: w("The site refuses to be read. Look for an export and drop the file in instead."),
        Verdict.UNREACHABLE: w("The site does not answer. We try again more and more slowly; check the address."),
        Verdict.ROBOTS: w("The site asks not to be read by programs, and we obey. Use an export, or ask its owner."),
        Verdict.CHANGED: w("The page looks different and shows no reviews. The source must be set up anew."),
        Verdict.SHORT: w("Only a part of the reviews could be read. Nothing is lost; have a look if it stays."),
        Verdict.SILENT: w("Nothing new for unusually long. That may be true, or the page has moved: have a look."),
        Verdict.CRASHED: w("Reading this source stopped the reader, so it is left alone for a while."),
    }


def compare(visit: Visit) -> Response:
    """The last good page beside the first bad one."""
    business, source = _named(visit)
    key = f"{business.name}/{source.name}"
    return visit.page(
        "kept.html",
        business=business,
        source=source,
        has_good=visit.kept_page(key, True) is not None,
        has_bad=visit.kept_page(key, False) is not None,
    )


def page(visit: Visit) -> Response:
    """A stranger's page as it was fetched, in a sandbox: no script, no picture, no request."""
    business, source = _named(visit)
    body = visit.kept_page(f"{business.name}/{source.name}", visit.asked("good") == "1")
    if body is None:
        visit.turn_away("missing", 404)
    headers = {"Content-Security-Policy": PREVIEW_CSP, "X-Frame-Options": "SAMEORIGIN"}
    return HTMLResponse(body, headers=headers)


def _named(visit: Visit) -> tuple[Business, Source]:
    business = visit.business(visit.asked("business"), rights.may_operate)
    try:
        return business, business.source(visit.asked("source"))
    except InputError:
        return visit.turn_away("missing", 404)


def read_again(visit: Visit) -> Response:
    business = visit.business(visit.line("business"), rights.may_operate)
    try:
        source = business.source(visit.line("source"))
    except InputError:
        visit.turn_away("missing", 404)
    visit.store.requests.ask("crawl_now", {"business": business.name, "source": source.name}, visit.now)
    return go("/sources", asked=source.name)
