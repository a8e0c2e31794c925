"""The robots.txt of each site as last read, so that a crawl batch need not fetch it anew."""

from __future__ import annotations

from datetime import datetime

from model import clean
from store.connect import Link
from store.values import moment, stamp

CAP = 500_000  # characters; RFC 9309 asks to read at least 500 kibibytes
PUT = """insert into robots(site, body, at) values(:site, :body, :at)
on conflict(site) do update set body = excluded.body, at = excluded.at"""


class Robots:
    def __init__(self, link: Link) -> None:
        self._link = link

    def get(self, site: str) -> tuple[str, datetime] | None:
        """The body and when it was read."""
        row = self._link.row("select body, at from robots where site = :site", site=site)
        return (row["body"], moment(row["at"])) if row else None

    def put(self, site: str, body: str, now: datetime) -> None:
        self._link.run(PUT, site=site, body=clean(body, CAP), at=stamp(now))
