"""What a page asked for and `schedule` carries out: send again, sign-in mail, test a source, crawl now."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from model import Request, clean
from store.connect import Link
from store.values import moment, packed, stamp

PATIENCE = timedelta(minutes=10)  # a claim that old was lost in a crash: the request is carried out again
CLAIM = """update request set claimed = :now
where id = (select min(id) from request where done = 0 and (claimed is null or claimed <= :stale))
returning id, kind, payload, asked"""


class Requests:
    def __init__(self, link: Link) -> None:
        self._link = link

    def ask(self, kind: str, payload: dict[str, Any], now: datetime) -> int:
        """Put down a request; its number."""
        sql = "insert into request(kind, payload, asked) values(:kind, :payload, :now) returning id"
        return int(self._link.value(sql, kind=kind, payload=packed(payload), now=stamp(now)))

    def claim(self, now: datetime) -> Request | None:
        """The oldest one waiting. Carrying it out twice must do no harm."""
        row = self._link.row(CLAIM, now=stamp(now), stale=stamp(now - PATIENCE))
        if row is None:
            return None
        return Request(row["id"], row["kind"], json.loads(row["payload"]), moment(row["asked"]))

    def done(self, id: int, said: str) -> None:
        """Finished, well or badly: `said` tells. The payload may name a person, so it goes."""
        sql = "update request set done = 1, said = :said, payload = '{}' where id = :id"
        self._link.run(sql, id=id, said=clean(said, 2000))

    def said(self, id: int) -> str | None:
        """What came of it; None while it waits, or if there is no such request."""
        said: str | None = self._link.value("select said from request where id = :id and done = 1", id=id)
        return said
