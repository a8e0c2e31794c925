"""What config.yaml means, for the operator: who, where, how often, and which sources cannot run. Secrets never show."""

from __future__ import annotations

from starlette.responses import Response

from config import Business, Person
from config.explain import gaps
from inbox import links, rights
from inbox.sessions import public_url
from inbox.visit import Visit


def show(visit: Visit) -> Response:
    mine = visit.those(rights.may_operate)
    config = visit.config
    return visit.page(
        "settings.html",
        config=config,
        businesses=mine,
        broken=[one for one in config.broken if one.business in {b.name for b in mine}],
        address=public_url(config),
        mails=visit.store.outbox.counts(),
        weekday=visit.weekday,
        gets=lambda business, person: _gets(visit, business, person),
        missing=gaps(config) if len(mine) == len(config.businesses) else [],
    )


def _gets(visit: Visit, business: Business, person: Person) -> list[str]:
    """Which mails a person gets, in words; what they have switched off, and whether their server refuses us."""
    w, found = visit.w, []
    if "owner" in person.roles:
        off = visit.store.meta.get(links.digest_off_key(business.name, person.email))
        found.append(w("weekly email, switched off by themself") if off else w("weekly email"))
    if "staff" in person.roles or ("owner" in person.roles and not business.staff()):
        found.append(w("alerts"))
    elif "owner" in person.roles:
        found.append(w("alerts about safety"))
    if "operator" in person.roles:
        found.append(w("word when a source breaks"))
    if visit.store.outbox.suppressed(person.email):
        found.append(w("nothing arrives: this address has refused our email"))
    return found
