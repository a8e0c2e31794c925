"""Every pass of every stage: a spider that finds nothing is news, not success."""

from __future__ import annotations

import json
from datetime import datetime

from model import Run, Verdict, clean
from store.connect import Link, Row
from store.values import moment, packed, stamp

ADD = """insert into run(stage, business, key, started, finished, verdict, seen, new, changed, failed, said, facts)
values(:stage, :business, :key, :started, :finished, :verdict, :seen, :new, :changed, :failed, :said, :facts)
on conflict(stage, business, key, started) do update set finished = excluded.finished, verdict = excluded.verdict,
 seen = excluded.seen, new = excluded.new, changed = excluded.changed, failed = excluded.failed,
 said = excluded.said, facts = excluded.facts"""
LAST = """select * from run where stage = :stage and business = :business and key = :key
order by started desc limit 1"""
LIST = """select * from run where (:stage is null or stage = :stage) and (:business is null or business = :business)
 and (:key is null or key = :key) order by started desc, id desc limit :limit"""


class Runs:
    def __init__(self, link: Link) -> None:
        self._link = link

    def add(self, run: Run) -> None:
        """Store it. The same run (stage, business, key, start) twice is one row."""
        self._link.run(
            ADD,
            stage=run.stage,
            business=run.business,
            key=run.key,
            started=stamp(run.started),
            finished=stamp(run.finished),
            verdict=run.verdict,
            seen=run.seen,
            new=run.new,
            changed=run.changed,
            failed=run.failed,
            said=clean(run.said, 2000),
            facts=clean(packed(run.facts), 100_000),
        )

    def last(self, stage: str, business: str | None = None, key: str | None = None) -> Run | None:
        """The newest; None means any business, any key."""
        if business is None or key is None:
            return next(iter(self.list(stage, business, key, limit=1)), None)
        row = self._link.row(LAST, stage=stage, business=business, key=key)
        return _run(row) if row else None

    def list(
        self, stage: str | None = None, business: str | None = None, key: str | None = None, limit: int = 50
    ) -> list[Run]:
        """Newest first; None means any."""
        rows = self._link.rows(LIST, stage=stage, business=business, key=key, limit=limit)
        return [_run(row) for row in rows]

    def expire(self, before: datetime) -> int:
        """Forget runs that started earlier; how many."""
        return len(self._link.rows("delete from run where started < :before returning id", before=stamp(before)))


def _run(row: Row) -> Run:
    return Run(
        stage=row["stage"],
        business=row["business"],
        key=row["key"],
        started=moment(row["started"]),
        finished=moment(row["finished"]),
        verdict=Verdict(row["verdict"]) if row["verdict"] else None,
        seen=row["seen"],
        new=row["new"],
        changed=row["changed"],
        failed=row["failed"],
        said=row["said"],
        facts=json.loads(row["facts"]),
    )
