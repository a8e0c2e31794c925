"""What is due, and how each source has fared. Which sources there are, the configuration says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from model import InputError, Run, Verdict, clean
from store.connect import Link, Row
from store.runs import Runs
from store.values import maybe_moment, maybe_stamp, moment, packed, stamp

SYNC = """insert into source(business, name, site, next_due)
select value->>'business', value->>'name', value->>'site', :now from json_each(:sources) where true
on conflict(business, name) do update set site = excluded.site, listed = 1,
 etag = case when source.site = excluded.site then source.etag end,
 last_modified = case when source.site = excluded.site then source.last_modified end
where source.listed = 0 or source.site <> excluded.site"""
DUE = """select * from source where listed = 1 and next_due <= :now
 and (not_before is null or not_before <= :now) and (quarantined is null or quarantined <= :now)
order by site, next_due, business, name"""
# SILENT was read well; WAITING says nothing about health; SHORT has read something, so the next find is news
FINISHED = """update source set next_due = :next_due, not_before = :not_before, verdict = :verdict, said = :said,
 since = case when verdict is distinct from :verdict then :finished else since end,
 fails = case when :verdict in ('ok', 'silent') then 0 when :verdict = 'waiting' then fails else fails + 1 end,
 last_good = case when :verdict in ('ok', 'silent') then :finished else last_good end,
 etag = coalesce(:etag, etag), last_modified = coalesce(:last_modified, last_modified),
 quarantined = case when :verdict = 'crashed' then quarantined end,
 seen = :seen, new = :new,
 first_import_done = case when :verdict = 'ok' or (:verdict = 'short' and :seen > 0) then 1 else first_import_done end
where business = :business and name = :name"""


TAKE = """insert into taken(business, source, item, at) select :business, :name, value, :now from json_each(:items)
where true on conflict do nothing"""


class SourceLike(Protocol):
    """What of a configured source the store wants to know."""

    @property
    def business(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def site(self) -> str: ...


@dataclass(frozen=True, slots=True)
class SourceState:
    """How a source stands. `seen` and `new` are those of the last crawl; `since`: how long it has had this verdict."""

    business: str
    name: str
    site: str
    next_due: datetime
    not_before: datetime | None = None
    quarantined: datetime | None = None  # until when it is left alone
    fails: int = 0  # crawls in a row that went wrong
    etag: str | None = None
    last_modified: str | None = None
    last_good: datetime | None = None
    verdict: Verdict | None = None
    since: datetime | None = None
    said: str = ""
    seen: int = 0
    new: int = 0
    first_import_done: bool = False


class Sources:
    def __init__(self, link: Link) -> None:
        self._link = link

    def sync(self, sources: Sequence[SourceLike], now: datetime) -> None:
        """Take over the configured sources: new ones are due at once, missing ones sleep and keep what is known."""
        rows = [{"business": s.business, "name": s.name, "site": s.site} for s in sources]
        with self._link.transaction():
            self._link.run(
                "update source set listed = 0 where not exists (select 1 from json_each(:sources)"
                " where value->>'business' = source.business and value->>'name' = source.name)",
                sources=packed(rows),
            )
            self._link.run(SYNC, sources=packed(rows), now=stamp(now))

    def due(self, now: datetime) -> list[SourceState]:
        """Those to crawl now, by site."""
        return [_state(row) for row in self._link.rows(DUE, now=stamp(now))]

    def state(self, business: str, name: str) -> SourceState:
        """InputError where the source was never configured."""
        sql = "select * from source where business = :business and name = :name"
        row = self._link.row(sql, business=business, name=name)
        if row is None:
            raise InputError(f"{business} has no source called “{name}”: see `python schedule.py sources list`")
        return _state(row)

    def all(self) -> list[SourceState]:
        """Every configured source, by business and name."""
        sql = "select * from source where listed = 1 order by business, name"
        return [_state(row) for row in self._link.rows(sql)]

    def finished(
        self,
        run: Run,
        *,
        next_due: datetime,
        etag: str | None = None,
        last_modified: str | None = None,
        not_before: datetime | None = None,
    ) -> None:
        """Note how a crawl of `run.key` went, and store the run itself."""
        with self._link.transaction():
            Runs(self._link).add(run)
            self._link.run(
                FINISHED,
                business=run.business,
                name=run.key,
                next_due=stamp(next_due),
                not_before=maybe_stamp(not_before),
                verdict=run.verdict,
                said=clean(run.said, 2000),
                finished=stamp(run.finished),
                etag=etag,
                last_modified=last_modified,
                seen=run.seen,
                new=run.new,
            )

    def taken(self, business: str, name: str) -> frozenset[str]:
        """Files and mails of a source that were read and need never be read again, as `take` was told them."""
        sql = "select item from taken where business = :business and source = :name"
        return frozenset(row["item"] for row in self._link.rows(sql, business=business, name=name))

    def take(self, business: str, name: str, items: Iterable[str], now: datetime) -> None:
        """Remember fingerprints of what has been read; never words, names or addresses."""
        self._link.run(TAKE, business=business, name=name, items=packed(sorted(items)), now=stamp(now))

    def hurry(self, business: str, name: str, now: datetime) -> None:
        """A person wants it read now: due, and out of quarantine. A pause that the site asked for still holds."""
        sql = "update source set next_due = :now, quarantined = null where business = :business and name = :name"
        self._link.run(sql, business=business, name=name, now=stamp(now))

    def quarantine(self, business: str, name: str, until: datetime) -> None:
        """Leave it alone until then: it has killed its worker."""
        sql = "update source set quarantined = :until where business = :business and name = :name"
        self._link.run(sql, business=business, name=name, until=stamp(until))


def _state(row: Row) -> SourceState:
    return SourceState(
        business=row["business"],
        name=row["name"],
        site=row["site"],
        next_due=moment(row["next_due"]),
        not_before=maybe_moment(row["not_before"]),
        quarantined=maybe_moment(row["quarantined"]),
        fails=row["fails"],
        etag=row["etag"],
        last_modified=row["last_modified"],
        last_good=maybe_moment(row["last_good"]),
        verdict=Verdict(row["verdict"]) if row["verdict"] else None,
        since=maybe_moment(row["since"]),
        said=row["said"],
        seen=row["seen"],
        new=row["new"],
        first_import_done=bool(row["first_import_done"]),
    )
