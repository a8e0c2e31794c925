"""What the feedback form asks beside stars and words: would they recommend us, and how did they hear of us."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from store.connect import Link
from store.values import stamp

KEEP = """insert into feedback(review_id, recommend, heard) values(:id, :recommend, :heard)
on conflict(review_id) do nothing"""
# every answer of the form counts, also of a customer whose review elsewhere counts as the same
SUMS = """select count(*) as n, count(f.recommend) as asked,
 coalesce(sum(f.recommend >= 9), 0) as promoters, coalesce(sum(f.recommend <= 6), 0) as detractors
from feedback f cross join review r on r.id = f.review_id
where r.business = :business and r.seen >= :since"""
HEARD = """select f.heard, count(*) as n from feedback f cross join review r on r.id = f.review_id
where r.business = :business and r.seen >= :since and f.heard <> '' group by f.heard order by n desc, f.heard"""


@dataclass(frozen=True, slots=True)
class FormSums:
    """`recommended`: how many said 0 to 10; `promoters` 9 or 10, `detractors` 0 to 6; `heard`: (how, how many)."""

    answers: int
    recommended: int
    promoters: int
    detractors: int
    heard: tuple[tuple[str, int], ...]


class Feedback:
    def __init__(self, link: Link) -> None:
        self._link = link

    def keep(self, id: int, recommend: int | None, heard: str) -> None:
        """`recommend` 0 to 10; of two answers for one review the first counts."""
        self._link.run(KEEP, id=id, recommend=recommend, heard=heard)

    def sums(self, business: str, since: datetime) -> FormSums:
        """All answers that came since then."""
        row = self._link.row(SUMS, business=business, since=stamp(since)) or {}
        heard = self._link.rows(HEARD, business=business, since=stamp(since))
        counts = tuple((one["heard"], one["n"]) for one in heard)
        return FormSums(row["n"], row["asked"], row["promoters"], row["detractors"], counts)
