"""Reviews: who they are, their versions, their weeks. Every piece of text is cleaned on the way in."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from model import InputError, Review, ReviewVersion, Scored, StoredReview, Week, clean_line
from store import erasure, traces
from store.connect import BadRowError, Link, Row
from store.edits import take_up
from store.ingest import Added, Arrival, put, to_row, without_content
from store.linking import COUNTED, GROUP, settle
from store.meta import Meta
from store.rows import a_scored, a_stored
from store.traces import Traces
from store.values import maybe_moment, moment, packed, stamp

BATCH = 500  # rows of one statement

UNSCORED = "select * from review where scored is null order by id limit :limit"
VERSIONS = "select * from version where review_id = :id order by id"
SCORED = f"""select r.*, f.state, f.handled, f.opened from review r left join flag f on f.review_id = r.id
where r.business = :business and r.week between :first and :last and {COUNTED}
order by coalesce(r.published, r.seen), r.id"""  # noqa: S608 - constants
FOUND_LATE = f"""select r.*, f.state, f.handled, f.opened from review r left join flag f on f.review_id = r.id
where r.business = :business and r.seen > :after and r.week <= :week and r.initial = 0 and {COUNTED}
order by coalesce(r.published, r.seen), r.id"""  # noqa: S608 - constants
ELSEWHERE = f"""select r.* from review r where r.id in ({GROUP}) and r.id <> :id and r.erased = 0 and r.gone is null
order by r.id"""  # noqa: S608 - constants
KNOWN = "select external_id, hash from review where business = :business and source = :source"
EXPORT = """select r.*, o.source as other_source, o.external_id as other_id from review r
left join review o on o.id = r.dup_of
where (:business is null or r.business = :business) and r.id > :after order by r.id limit :limit"""
DAILY = """select substr(coalesce(published, seen), 1, 10) as day, count(*) as many from review
where business = :business and source = :source and coalesce(published, seen) <= :last group by day"""
WRITTEN = """select published, seen from review
where business = :business and source = :source and published is not null order by published desc limit :limit"""
SHOWN = """update review set missed = 0, gone = null where business = :business and source = :source
 and (missed > 0 or gone is not null) and external_id in (select value from json_each(:ids)) returning id"""
MISSED = """update review set missed = missed + 1, gone = case when missed > 0 then :now end
where business = :business and source = :source and gone is null
 and external_id not in (select value from json_each(:ids)) returning id, gone"""
REFUSE = """insert into quarantine(business, source, external_id, said, at)
values(:business, :source, :external_id, :said, :at)"""


class Reviews:
    def __init__(self, link: Link) -> None:
        self._link = link

    def add(
        self,
        reviews: Sequence[Review],
        *,
        seen: datetime,
        zone: tzinfo,
        initial: bool = False,
        beside: Collection[str] = (),
    ) -> Added:
        """Store what a crawl or an import found, in one transaction; `zone` is the business's, for the week.

        One that cannot be stored goes to quarantine and the rest go on. Of two with one identity the later counts.
        Finds out which were edited (`store.edits`) and which stand in another place, too (`store.linking`). `beside`:
        external ids that stand in the same page or file, stored in another call.
        """
        at = stamp(seen)  # one without a zone is the caller's mistake, not the reviews'
        added = Added()
        with self._link.transaction():
            arrival = Arrival(seen, at, zone, initial, Meta(self._link).secret())
            rows = self._prepare(reviews, arrival, added)
            take_up(self._link, rows, beside)
            if len(rows) > BATCH:  # what is near in time is compared: a batch should not reach over years
                rows.sort(key=lambda row: row["published"] or row["seen"])
            for start in range(0, len(rows), BATCH):
                self._put(rows[start : start + BATCH], added)
        return added

    def _prepare(self, reviews: Sequence[Review], arrival: Arrival, added: Added) -> list[Row]:
        rows: dict[tuple[str, str, str], Row] = {}
        for review in reviews:
            try:
                row = to_row(review, arrival)
            except (TypeError, ValueError, OverflowError) as error:
                who = (review.business, review.source, review.external_id)
                self._refuse(who, str(error), arrival.at, added)
                continue
            rows[(row["business"], row["source"], row["external_id"])] = row
        added.same += len(reviews) - len(added.refused) - len(rows)
        gone = erasure.keys(self._link, [row["author_key"] for row in rows.values()])
        return [without_content(row) if row["author_key"] in gone else row for row in rows.values()]

    def _put(self, rows: list[Row], added: Added) -> None:
        try:
            with self._link.transaction():
                put(self._link, rows, added)
        except BadRowError as error:
            if len(rows) == 1:
                who = (rows[0]["business"], rows[0]["source"], rows[0]["external_id"])
                self._refuse(who, str(error), rows[0]["seen"], added)
                return
            for row in rows:
                self._put([row], added)

    def _refuse(self, who: tuple[str, str, str], said: str, at: str, added: Added) -> None:
        """Keep who and why, not what: the content may be what hurts, and is personal."""
        business, source, external_id = map(clean_line, who)
        self._link.run(REFUSE, business=business, source=source, external_id=external_id, said=clean_line(said), at=at)
        added.refused.append((external_id, said))

    def get(self, id: int) -> StoredReview:
        """InputError: there is none."""
        row = self._link.row("select * from review where id = :id", id=id)
        if row is None:
            raise InputError(f"there is no review number {id}")
        return a_stored(row)

    def find(self, business: str, source: str, external_id: str) -> StoredReview | None:
        sql = "select * from review where business = :b and source = :s and external_id = :e"
        row = self._link.row(sql, b=business, s=source, e=external_id)
        return a_stored(row) if row else None

    def unscored(self, limit: int = 500) -> list[StoredReview]:
        """New or changed reviews that no score has been saved for, oldest first."""
        return [a_stored(row) for row in self._link.rows(UNSCORED, limit=limit)]

    def rescore(self, business: str | None = None) -> int:
        """Put reviews back in the queue of the sentiment stage (new words, new rules); how many."""
        sql = """update review set scored = null
where erased = 0 and scored is not null and (:business is null or business = :business) returning id"""
        return len(self._link.rows(sql, business=business))

    def versions(self, id: int) -> list[ReviewVersion]:
        """Earlier wordings, oldest first; none for a review that was never edited."""
        rows = self._link.rows(VERSIONS, id=id)
        return [ReviewVersion(row["rating"], row["title"], row["text"], moment(row["replaced"])) for row in rows]

    def scored(self, business: str, first: Week, last: Week) -> list[Scored]:
        """All reviews that belong to these weeks, both included, oldest first; unscored ones as "not assessed".

        A review that stands in two places is one: see `store.linking`.
        """
        return [a_scored(row) for row in self._link.rows(SCORED, business=business, first=str(first), last=str(last))]

    def found_late(self, business: str, week: Week, after: datetime) -> list[Scored]:
        """Reviews of `week` or earlier that were found after `after`, oldest first; a first import is not late, nor is
        a copy of what we had."""
        rows = self._link.rows(FOUND_LATE, business=business, week=str(week), after=stamp(after))
        return [a_scored(row) for row in rows]

    def elsewhere(self, id: int) -> list[StoredReview]:
        """The other places where this review stands now, first found first."""
        return [a_stored(row) for row in self._link.rows(ELSEWHERE, id=id)]

    def known(self, business: str, source: str) -> dict[str, str]:
        """External id to content hash, so that a crawl can stop where it meets what we have."""
        rows = self._link.rows(KNOWN, business=business, source=source)
        return {row["external_id"]: row["hash"] for row in rows}

    def daily(self, business: str, source: str, now: datetime, *, days: int = 180) -> list[int]:
        """Reviews written per UTC day, oldest first, up to today: `days` of them, or as many as we have known any."""
        today = now.astimezone(UTC).date()
        rows = self._link.rows(DAILY, business=business, source=source, last=stamp(now))
        counts = {date.fromisoformat(row["day"]): row["many"] for row in rows}
        first = max(min(counts, default=today + timedelta(days=1)), today - timedelta(days=days - 1))
        return [counts.get(first + timedelta(days=n), 0) for n in range((today - first).days + 1)]

    def written(self, business: str, source: str, limit: int = 500) -> list[tuple[datetime, datetime]]:
        """When the latest reviews were written, and when we first saw each."""
        rows = self._link.rows(WRITTEN, business=business, source=source, limit=limit)
        return [(moment(row["published"]), moment(row["seen"])) for row in rows]

    def shown(self, business: str, source: str, ids: Collection[str]) -> None:
        """A crawl has met these: whatever was held to be gone is back."""
        with self._link.transaction():
            back = self._link.rows(SHOWN, business=business, source=source, ids=packed(sorted(ids)))
            settle(self._link, [row["id"] for row in back])

    def missed(self, business: str, source: str, ids: Collection[str], now: datetime) -> int:
        """A crawl saw all there is, which was `ids`. What it lacks for the second time is gone; how many became so.

        They stay in every statistic: they were written. The export says that they are gone, and since when.
        """
        with self._link.transaction():
            rows = self._link.rows(MISSED, business=business, source=source, ids=packed(sorted(ids)), now=stamp(now))
            gone = [row["id"] for row in rows if row["gone"] is not None]
            settle(self._link, gone)
        return len(gone)

    def count(self, business: str) -> int:
        """How many are stored, each place on its own."""
        return int(self._link.value("select count(*) from review where business = :b", b=business))

    def export(self, business: str | None = None) -> Iterator[dict[str, Any]]:
        """Rows in the format that `import` reads; None: of all businesses."""
        after = 0
        while rows := self._link.rows(EXPORT, business=business, after=after, limit=BATCH):
            yield from (_exported(row) for row in rows)
            after = rows[-1]["id"]

    def quarantined(self, limit: int = 100) -> list[Row]:
        """Refused reviews, newest first: business, source, external_id, said, at."""
        sql = "select business, source, external_id, said, at from quarantine order by id desc limit :limit"
        return [row | {"at": moment(row["at"])} for row in self._link.rows(sql, limit=limit)]

    def erase(self, author: str, now: datetime | None = None) -> int:
        """Forget all that `author` wrote, everywhere and for good; ratings and counts stay. How many reviews."""
        return erasure.erase(self._link, author, now)

    def traces(self, author: str) -> Traces:
        """Where their words are; look before `erase`, for afterwards nobody knows."""
        return traces.traces(self._link, author)

    def shows_erased(self, business: str, source: str, ids: Collection[str]) -> bool:
        """Whether one of these is by somebody who asked to be forgotten: then a page that shows them is not kept."""
        return traces.shows_erased(self._link, business, source, sorted(ids))

    def expire(self, before: datetime) -> int:
        """Forget words and names of reviews found before `before`, and of mails that told of them; how many reviews."""
        return erasure.expire(self._link, before)


def _exported(row: Row) -> dict[str, Any]:
    date, replied = maybe_moment(row["published"]), maybe_moment(row["replied"])
    full = {
        "business": row["business"],
        "platform": row["source"],
        "id": row["external_id"],
        "rating": row["rating"],
        "best": 5,
        "title": row["title"],
        "text": row["text"],
        "date": date and date.isoformat(),
        "author": row["author"] or None,
        "lang": row["lang"],
        "url": row["url"] or None,
        "reply": row["reply"],
        "reply_date": replied and replied.isoformat(),
        "gone": row["gone"],
        "dup_of": row["dup_of"] and {"platform": row["other_source"], "id": row["other_id"]},
    }
    must = ("id", "rating", "title", "text", "date")
    return {name: value for name, value in full.items() if value is not None or name in must}
