"""Who works on what right now. A lease that ran out may be taken by anybody: its holder has died or is very slow."""

from __future__ import annotations

from datetime import datetime

from store.connect import Link
from store.values import stamp

TAKE = """insert into lease(name, owner, until) values(:name, :owner, :until)
on conflict(name) do update set owner = excluded.owner, until = excluded.until
where lease.until <= :now or lease.owner = excluded.owner
returning name"""


class Leases:
    def __init__(self, link: Link) -> None:
        self._link = link

    def take(self, name: str, owner: str, now: datetime, until: datetime) -> bool:
        """Take or prolong. False: another holds it."""
        return self._link.row(TAKE, name=name, owner=owner, now=stamp(now), until=stamp(until)) is not None

    def release(self, name: str, owner: str) -> None:
        """Give back. Nothing happens where another has taken it meanwhile."""
        self._link.run("delete from lease where name = :name and owner = :owner", name=name, owner=owner)
