"""What authors made of their reviews after we answered: read from the versions that edits leave behind."""

from __future__ import annotations

import json
from datetime import datetime

from model import AfterAnswer
from store.connect import Link, Row
from store.linking import COUNTED
from store.values import maybe_moment, moment, stamp

CASES = f"""with case_ as (
 select r.id, r.rating, f.opened, min(e.at) as answered
 from event e indexed by event_closed cross join review r on r.id = e.review_id join flag f on f.review_id = r.id
 where e.what in ('answered', 'solved') and r.business = :business and r.kind in ('review', 'feedback')
 and r.rating is not null and {COUNTED} and f.opened >= :since group by r.id)
select c.*, (select v.rating from version v where v.review_id = c.id and v.replaced > c.answered
  order by v.id limit 1) as was,
 (select min(v.replaced) from version v where v.review_id = c.id and v.replaced > c.answered) as changed,
 (select json_group_array(remedy) from tick t where t.review_id = c.id) as remedies
from case_ c order by c.answered, c.id"""  # noqa: S608 - constants


class Recovered:
    def __init__(self, link: Link) -> None:
        self._link = link

    def cases(self, business: str, since: datetime) -> list[AfterAnswer]:
        """Rated reviews that were flagged from `since` on and answered, in public or by us; oldest answer first."""
        return [_case(row) for row in self._link.rows(CASES, business=business, since=stamp(since))]


def _case(row: Row) -> AfterAnswer:
    before = row["was"] if row["was"] is not None else row["rating"]
    return AfterAnswer(
        review=row["id"],
        opened=moment(row["opened"]),
        answered=moment(row["answered"]),
        before=before,
        now=row["rating"],
        changed=maybe_moment(row["changed"]),
        remedies=tuple(json.loads(row["remedies"])),
    )
