"""Reviews that need a person: opened by a score, listed for the inbox, told of by mail.

What people then do with them is in `handling`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from model import Event, Flag, Sentiment, State, StoredReview, clean
from store.flagging import save, tell
from store.handling import COLUMNS, Handling, flags_of, patterns
from store.linking import GROUP
from store.values import fold, moment, packed, stamp

MAX_WORDS = 20  # of a search; each is looked for on its own

LISTED = """where f.business in (select value from json_each(:businesses))
 and f.state in (select value from json_each(:states))
 and (:source is null or r.source = :source
  or exists (select 1 from review c where c.dup_of = r.id and c.source = :source)) and (:lang is null or f.lang = :lang)
 and (:person is null or f.taken_by = :person)
 and (:theme is null or exists (
  select 1 from theme t where t.review_id = r.id and t.theme = :theme and t.polarity = 'neg'))
 and not exists (select 1 from json_each(:words) w where f.words not like w.value escape '\\')
order by f.safety desc, f.opened, f.review_id limit :limit offset :offset"""
COUNTS = """select state, sum(n) as n from flag_count
where business in (select value from json_each(:businesses)) group by state"""
UNALERTED = """where f.business = :business and f.alerted is null and r.initial = 0
 and f.state in ('to_answer', 'in_hand') order by f.safety desc, f.opened, f.review_id"""
CLOSED = """where f.business = :business and f.handled >= :since and f.handled < :until and f.alerted is not null
 and f.state in ('answered', 'solved') order by f.handled, f.review_id"""
ALERTED = "update flag set alerted = :now where review_id in (select value from json_each(:ids)) returning review_id"
# a review that stands in two places may get the same answer twice
RECENT = f"""select said from (
 select * from (select f.draft->>0 as said, f.drafted as at from flag f
  where f.business = :business and f.draft is not null and f.review_id not in ({GROUP})
  order by f.drafted desc limit :limit)
 union all select * from (select r.reply, coalesce(r.replied, r.seen) as at from review r
  where r.business = :business and r.reply is not null and r.id not in ({GROUP})
  order by coalesce(r.replied, r.seen) desc limit :limit)
) as t order by at desc limit :limit"""  # noqa: S608 - constants
GOODWILL = """select coalesce(sum(t.cost), 0.0) from tick t cross join flag f on f.review_id = t.review_id
where f.business = :business and t.at >= :since and t.at < :until"""


class Flags(Handling):
    def save(
        self,
        stored: StoredReview,
        sentiment: Sentiment,
        *,
        now: datetime,
        open: State | None,
        due: datetime | None = None,
    ) -> None:
        """Store the score of this version of a review; `open` is where its flag starts, None if it needs none.

        A flag that is there keeps its state, unless the customer has edited the text since: then a closed one opens
        again (and is alerted again). One that needs no flag any more loses it, if nobody has touched it. A version that
        the owner has answered in public starts as ANSWERED. A score for an older version than the stored is dropped.
        A copy of a review that has a flag gets none of its own: see `store.linking`.
        """
        save(self._link, stored, sentiment, now=now, open=open, due=due)

    def counts(self, businesses: Sequence[str]) -> dict[State, int]:
        """How many flags are in each state, zeros too."""
        rows = self._link.rows(COUNTS, businesses=packed(list(businesses)))
        return dict.fromkeys(State, 0) | {State(row["state"]): row["n"] for row in rows}

    def history(self, id: int) -> list[Event]:
        """Oldest first, also of a review that lost its flag."""
        rows = self._link.rows("select * from event where review_id = :id order by id", id=id)
        return [Event(moment(row["at"]), row["who"], row["what"], row["said"]) for row in rows]

    def unalerted(self, business: str) -> list[Flag]:
        """Open flags that no mail has told of, safety first; never those of a first import."""
        return flags_of(self._link, self._link.rows(COLUMNS + UNALERTED, business=business))

    def alerted(self, ids: Sequence[int], now: datetime) -> None:
        """A mail tells of these. Queue it in the same transaction."""
        with self._link.transaction():
            for row in self._link.rows(ALERTED, ids=packed(list(ids)), now=stamp(now)):
                tell(self._link, row["review_id"], at=stamp(now), what="alerted")

    def closed(self, business: str, since: datetime, until: datetime) -> list[Flag]:
        """Flags that a mail has told of and that were answered or solved in this time, also in public; oldest first."""
        where = {"business": business, "since": stamp(since), "until": stamp(until)}
        return flags_of(self._link, self._link.rows(COLUMNS + CLOSED, **where))

    def recent_replies(self, business: str, limit: int = 50, *, without: int = 0) -> list[str]:
        """What a new reply must not repeat: drafts and public replies, newest first, but those of the review
        `without` and its copies."""
        rows = self._link.rows(RECENT, business=business, limit=limit, id=without)
        return [row["said"] for row in rows]

    def goodwill(self, business: str, since: datetime, until: datetime) -> float:
        """What the remedies ticked in this time have cost."""
        return float(self._link.value(GOODWILL, business=business, since=stamp(since), until=stamp(until)))

    def list(
        self,
        businesses: Sequence[str],
        states: Sequence[State],
        *,
        source: str | None = None,
        theme: str | None = None,
        lang: str | None = None,
        person: str | None = None,
        text: str | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> list[Flag]:
        """Safety first, then the oldest. `source`: also those that stand there, too. `text`: all of its words must
        occur, whatever their case and accents."""
        words = fold(clean(text, 500)).split()[:MAX_WORDS]
        rows = self._link.rows(
            COLUMNS + LISTED,
            businesses=packed(list(businesses)),
            states=packed(list(states)),
            source=source,
            theme=theme,
            lang=lang,
            person=person,
            words=packed(patterns(words)),
            limit=limit,
            offset=offset,
        )
        return flags_of(self._link, rows)
