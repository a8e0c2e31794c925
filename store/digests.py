"""Which digest went to whom: one row per recipient, business and week, so that none is sent twice or forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from model import Week
from store.connect import Link, Row
from store.values import moment, stamp

RECORD = """insert into digest(business, recipient, week, mail_key, late, queued)
values(:business, :recipient, :week, :mail_key, :late, :now) on conflict do nothing returning week"""
LAST = """select week, min(queued) as queued from digest where business = :business
group by week order by week desc limit 1"""
LIST = """select * from digest where business = :business order by week desc, recipient limit :limit"""


@dataclass(frozen=True, slots=True)
class SentDigest:
    """One digest queued for one person."""

    business: str
    recipient: str
    week: Week
    mail_key: str
    late: bool
    queued: datetime


class Digests:
    def __init__(self, link: Link) -> None:
        self._link = link

    def record(self, business: str, recipient: str, week: Week, *, mail_key: str, late: bool, now: datetime) -> bool:
        """Claim this digest. False: it was recorded before. Queue the mail in the same transaction."""
        row = self._link.row(
            RECORD,
            business=business,
            recipient=recipient,
            week=str(week),
            mail_key=mail_key,
            late=int(late),
            now=stamp(now),
        )
        return row is not None

    def done(self, business: str, recipient: str, week: Week) -> bool:
        sql = "select 1 from digest where business = :business and recipient = :recipient and week = :week"
        return self._link.row(sql, business=business, recipient=recipient, week=str(week)) is not None

    def last(self, business: str) -> tuple[Week, datetime] | None:
        """The latest week that has a digest, and when the first of its mails was queued."""
        row = self._link.row(LAST, business=business)
        return (Week.parse(row["week"]), moment(row["queued"])) if row else None

    def list(self, business: str, limit: int = 50) -> list[SentDigest]:
        """Newest week first."""
        return [_digest(row) for row in self._link.rows(LIST, business=business, limit=limit)]


def _digest(row: Row) -> SentDigest:
    return SentDigest(
        business=row["business"],
        recipient=row["recipient"],
        week=Week.parse(row["week"]),
        mail_key=row["mail_key"],
        late=bool(row["late"]),
        queued=moment(row["queued"]),
    )
