"""What config.yaml means, for the operator: who, where, how often, and which sources cannot run. Secrets never show."""

from __future__ import annotations

from starlette.responses import Response

from config.explain import gaps
from inbox import rights
from inbox.auth import public_url
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
        missing=gaps(config) if len(mine) == len(config.businesses) else [],
    )
