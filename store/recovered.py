"""What authors made of their reviews after we answered: read from the versions that edits leave behind."""

from __future__ import annotations

import json
from datetime import datetime

from model import AfterAnswer
from store.connect import Link, Row
from store.linking import COUNTED
from store.values import maybe_moment, moment, stamp

RATED = f"""r.business = :business and r.kind in ('review', 'feedback') and r.rating is not null and {COUNTED}
 and f.opened >= :since"""
CASES = f"""with case_ as (
 select r.id, r.rating, f.opened, min(e.at) as answered
 from event e indexed by event_closed cross join review r on r.id = e.review_id join flag f on f.review_id = r.id
 where e.what in ('answered', 'solved') and {RATED} group by r.id)
"""  # noqa: S608 - constants
# starts from the few edits of the time, however many answers there are
EDITED = f"""with edited as materialized (
 select distinct review_id as id from version where replaced >= :first and replaced < :until),
case_ as (
 select r.id, r.rating, f.opened,
  (select min(e.at) from event e where e.review_id = r.id and e.what in ('answered', 'solved')) as answered
 from edited cross join review r on r.id = edited.id join flag f on f.review_id = r.id where {RATED})
"""  # noqa: S608 - constants
FACTS = """select c.*, (select v.rating from version v where v.review_id = c.id and v.replaced > c.answered
  order by v.id limit 1) as was,
 (select min(v.replaced) from version v where v.review_id = c.id and v.replaced > c.answered) as changed,
 (select json_group_array(remedy) from tick t where t.review_id = c.id) as remedies
from case_ c where c.answered is not null order by c.answered, c.id"""


class Recovered:
    def __init__(self, link: Link) -> None:
        self._link = link

    def cases(self, business: str, since: datetime) -> list[AfterAnswer]:
        """Rated reviews that were flagged from `since` on and answered, in public or by us; oldest answer first."""
        return [_case(row) for row in self._link.rows(CASES + FACTS, business=business, since=stamp(since))]

    def changed(self, business: str, since: datetime, first: datetime, until: datetime) -> list[AfterAnswer]:
        """Those of `cases` that their author edited first in this time, from `first` until before `until`."""
        times = {"since": stamp(since), "first": stamp(first), "until": stamp(until)}
        found = [_case(row) for row in self._link.rows(EDITED + FACTS, business=business, **times)]
        return [case for case in found if case.changed and first <= case.changed < until]


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
