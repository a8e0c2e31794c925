"""What a person sees about themself: name, roles, weekly mail on or off, sign out everywhere."""

from __future__ import annotations

from starlette.responses import Response

from inbox import links, rights
from inbox.visit import Visit, go


def show(visit: Visit) -> Response:
    rows = [
        (business, sorted(rights.roles_in(business, visit.email)), _off(visit, business.name))
        for business in visit.businesses
    ]
    return visit.page("me.html", rows=rows, weekday=visit.weekday)


def switch(visit: Visit) -> Response:
    """Turn the weekly mail of one business off or on again, for oneself."""
    business = visit.business(visit.line("business"), rights.is_in)
    off = visit.now.isoformat() if visit.line("weekly") == "off" else ""
    visit.store.meta.set(links.digest_off_key(business.name, visit.email), off)
    return go("/me")


def _off(visit: Visit, business: str) -> bool:
    return bool(visit.store.meta.get(links.digest_off_key(business, visit.email)))
