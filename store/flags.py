"""Reviews that need a person, how far they are, and the history of each.

Codes of events: found, alerted, edited, reopened, taken, assigned, released, shelved, noted, remedy, remedy_off,
approved, corrected, answered, solved, dismissed. `Flag.rev` grows with whatever makes a page stale: a move, an
assignment, a correction, an edit by the customer; notes, ticks, drafts and alerts do not count.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from model import (
    CAUSES,
    Conflict,
    Event,
    Flag,
    InputError,
    Reply,
    Sentiment,
    State,
    StoredReview,
    clean,
    clean_line,
)
from store.connect import Link, Row
from store.flagging import save, tell
from store.rows import a_flag, a_stored, packed_reply
from store.values import finite, fold, moment, packed, stamp

NOT_NEGATIVE = "not_negative"
MAX_WORDS = 20  # of a search; each is looked for on its own

COLUMNS = """select r.*, f.state, f.opened, f.due, f.rev as flag_rev, f.taken_by, f.handled, f.alerted, f.draft,
 f.cause, f.approved from flag f join review r on r.id = f.review_id"""
LIST = f"""{COLUMNS}
where f.business in (select value from json_each(:businesses)) and f.state in (select value from json_each(:states))
 and (:source is null or r.source = :source) and (:lang is null or f.lang = :lang)
 and (:person is null or f.taken_by = :person)
 and (:theme is null or exists (select 1 from theme t where t.review_id = r.id and t.theme = :theme and t.polarity = 'neg'))
 and not exists (select 1 from json_each(:words) w where f.words not like w.value escape '\\')
order by f.safety desc, f.opened, f.review_id limit :limit offset :offset"""
COUNTS = """select state, count(*) as n from flag
where business in (select value from json_each(:businesses)) group by state"""
MOVE = """update flag set state = :to, rev = rev + 1,
 taken_by = case :to when 'in_hand' then :who when 'to_answer' then '' else taken_by end,
 handled = case when :to in ('answered', 'solved', 'dismissed') then coalesce(handled, :now) end,
 cause = case when :cause = '' then cause else :cause end
where review_id = :id and rev = :rev returning review_id"""
ASSIGN = """update flag set taken_by = :person, rev = rev + 1,
 state = case when state in ('to_answer', 'backlog') then 'in_hand' else state end
where review_id = :id and rev = :rev returning review_id"""
TICK = """insert into tick(review_id, remedy, who, at, cost) values(:id, :remedy, :who, :now, :cost)
on conflict(review_id, remedy) do update set cost = coalesce(excluded.cost, tick.cost)"""
TICKED = """select review_id, remedy from tick where review_id in (select value from json_each(:ids))
order by at, remedy"""
CORRECT = """insert into correction(review_id, review_rev, what, who, at)
select id, rev, :what, :who, :now from review where id = :id
on conflict(review_id) do update set review_rev = excluded.review_rev, what = excluded.what, who = excluded.who,
 at = excluded.at"""
OPEN_BY_HAND = """insert into flag(review_id, business, state, safety, lang, opened, review_rev, words)
select id, business, 'to_answer', safety, coalesce(found_lang, lang), :now, rev, :words from review where id = :id
on conflict do nothing"""
CORRECTIONS = """select r.*, c.what from correction c join review r on r.id = c.review_id
where r.erased = 0 and c.review_rev = r.rev order by r.id"""
UNALERTED = f"""{COLUMNS} where f.business = :business and f.alerted is null and r.initial = 0
 and f.state in ('to_answer', 'in_hand') order by f.safety desc, f.opened, f.review_id"""
ALERTED = "update flag set alerted = :now where review_id in (select value from json_each(:ids)) returning review_id"
RECENT = """select said from (
 select f.draft->>0 as said, f.drafted as at from flag f
 where f.business = :business and f.draft is not null and f.review_id <> :without
 union all select r.reply, coalesce(r.replied, r.seen) from review r
 where r.business = :business and r.reply is not null and r.id <> :without
) as t order by at desc limit :limit"""
GOODWILL = """select coalesce(sum(t.cost), 0) as cost from tick t join flag f on f.review_id = t.review_id
where f.business = :business and t.at >= :since and t.at < :until"""

MOVED = {
    State.TO_ANSWER: "reopened",
    State.IN_HAND: "taken",
    State.ANSWERED: "answered",
    State.SOLVED: "solved",
    State.BACKLOG: "shelved",
    State.DISMISSED: "dismissed",
}


class Flags:
    def __init__(self, link: Link) -> None:
        self._link = link

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
        """
        save(self._link, stored, sentiment, now=now, open=open, due=due)

    def get(self, id: int) -> Flag:
        """InputError: there is none."""
        row = self._link.row(f"{COLUMNS} where f.review_id = :id", id=id)
        if row is None:
            raise InputError(f"there is no flagged review number {id}; its customer or the scoring may have changed it")
        return self._flags([row])[0]

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
        """Safety first, then the oldest. `text`: all of its words must occur, whatever their case and accents."""
        rows = self._link.rows(
            LIST,
            businesses=packed(list(businesses)),
            states=packed(list(states)),
            source=source,
            theme=theme,
            lang=lang,
            person=person,
            words=packed(patterns(text or "")),
            limit=limit,
            offset=offset,
        )
        return self._flags(rows)

    def counts(self, businesses: Sequence[str]) -> dict[State, int]:
        """How many flags are in each state, zeros too."""
        rows = self._link.rows(COUNTS, businesses=packed(list(businesses)))
        return dict.fromkeys(State, 0) | {State(row["state"]): row["n"] for row in rows}

    def move(self, id: int, to: State, *, rev: int, who: str, now: datetime, said: str = "", cause: str = "") -> Flag:
        """Put a flag where a person says. Conflict: it has changed since `rev` was shown. A dismissal is a correction."""
        if cause and cause not in CAUSES:
            raise InputError(f"“{cause}” is no cause: use one of {', '.join(CAUSES)}")
        with self._link.transaction():
            was = self.get(id)
            values = {"id": id, "rev": rev, "to": to, "who": who, "now": stamp(now), "cause": cause}
            self._changed(MOVE, values)
            if to is State.DISMISSED:
                self._link.run(CORRECT, id=id, what=NOT_NEGATIVE, who=who, now=stamp(now))
            self._tell(id, _what(was.state, to), who, now, said)
            return self.get(id)

    def assign(self, id: int, person: str, *, rev: int, who: str, now: datetime) -> Flag:
        """Give it to somebody, which takes it in hand. Conflict as in `move`."""
        with self._link.transaction():
            self._changed(ASSIGN, {"id": id, "rev": rev, "person": person})
            self._tell(id, "taken" if who == person else "assigned", who, now, person)
            return self.get(id)

    def note(self, id: int, who: str, said: str, now: datetime) -> None:
        """Keep a remark of a colleague."""
        self.get(id)
        self._tell(id, "noted", who, now, said)

    def tick(self, id: int, remedy_key: str, on: bool, who: str, now: datetime, cost: float | None = None) -> None:
        """A remedy has been given, at this cost, or not after all. Ticking twice is once."""
        with self._link.transaction():
            was = remedy_key in self.get(id).ticked
            if on:
                self._link.run(TICK, id=id, remedy=remedy_key, who=who, now=stamp(now), cost=finite(cost))
            else:
                self._link.run("delete from tick where review_id = :id and remedy = :remedy", id=id, remedy=remedy_key)
            if was != on:
                self._tell(id, "remedy" if on else "remedy_off", who, now, remedy_key)

    def goodwill(self, business: str, since: datetime, until: datetime) -> float:
        """What the remedies ticked in this time have cost."""
        row = self._link.rows(GOODWILL, business=business, since=stamp(since), until=stamp(until))[0]
        return float(row["cost"])

    def draft(self, id: int, reply: Reply, now: datetime | None = None) -> None:
        """Keep a public draft; a changed one must be approved anew."""
        sql = """update flag set draft = :draft, approved = 0, drafted = coalesce(:now, drafted, opened)
where review_id = :id returning review_id"""
        self._changed(sql, {"id": id, "draft": packed_reply(reply), "now": now and stamp(now)})

    def approve(self, id: int, who: str, now: datetime) -> None:
        """The draft may go out as it stands. InputError: there is no draft."""
        with self._link.transaction():
            if self.get(id).draft is None:
                raise InputError(f"review number {id} has no draft to approve")
            self._link.run("update flag set approved = 1 where review_id = :id", id=id)
            self._tell(id, "approved", who, now)

    def correct(self, id: int, what: str, who: str, now: datetime) -> None:
        """Staff know better: `not_negative` dismisses the flag, anything else (`negative`, …) makes sure there is one.

        `id` is that of the review, flagged or not. Holds until the customer edits the text.
        """
        row = self._link.row("select * from review where id = :id", id=id)
        if row is None:
            raise InputError(f"there is no review number {id}")
        with self._link.transaction():
            self._link.run(CORRECT, id=id, what=clean_line(what), who=who, now=stamp(now))
            if what == NOT_NEGATIVE:
                self._link.run(
                    "update flag set state = 'dismissed', handled = :now, rev = rev + 1 where review_id = :id",
                    id=id,
                    now=stamp(now),
                )
            else:
                words = fold(f"{a_stored(row).review.full_text} {row['author']}")
                self._link.run(OPEN_BY_HAND, id=id, now=stamp(now), words=words)
            self._tell(id, "corrected", who, now, what)

    def corrections(self) -> list[tuple[StoredReview, str]]:
        """What staff have corrected, for `learn`: the review as it was then and still is, and what they said it is."""
        return [(a_stored(row), row["what"]) for row in self._link.rows(CORRECTIONS)]

    def history(self, id: int) -> list[Event]:
        """Oldest first, also of a review that lost its flag."""
        rows = self._link.rows("select * from event where review_id = :id order by id", id=id)
        return [Event(moment(row["at"]), row["who"], row["what"], row["said"]) for row in rows]

    def unalerted(self, business: str) -> list[Flag]:
        """Open flags that no mail has told of; never those of a first import."""
        return self._flags(self._link.rows(UNALERTED, business=business))

    def alerted(self, ids: Sequence[int], now: datetime) -> None:
        """A mail tells of these. Queue it in the same transaction."""
        with self._link.transaction():
            for row in self._link.rows(ALERTED, ids=packed(list(ids)), now=stamp(now)):
                tell(self._link, row["review_id"], at=stamp(now), what="alerted")

    def recent_replies(self, business: str, limit: int = 50, *, without: int = 0) -> list[str]:
        """Drafts and public replies, newest first, but for those of review `without`: what a new reply must not repeat."""
        rows = self._link.rows(RECENT, business=business, limit=limit, without=without)
        return [row["said"] for row in rows]

    def _changed(self, sql: str, values: Row) -> None:
        """Run an update that must hit; else say why it did not: InputError, or Conflict."""
        if self._link.row(sql, **values) is None:
            self.get(values["id"])
            raise Conflict("somebody else has changed this review meanwhile: look at it again, then decide")

    def _tell(self, id: int, what: str, who: str, now: datetime, said: str = "") -> None:
        tell(self._link, id, at=stamp(now), what=what, who=who, said=clean(said, 4000))

    def _flags(self, rows: Sequence[Row]) -> list[Flag]:
        ticked: dict[int, list[str]] = {row["id"]: [] for row in rows}
        for tick in self._link.rows(TICKED, ids=json.dumps(list(ticked))):
            ticked[tick["review_id"]].append(tick["remedy"])
        return [a_flag(row, tuple(ticked[row["id"]])) for row in rows]


def _what(was: State, to: State) -> str:
    return "released" if (was, to) == (State.IN_HAND, State.TO_ANSWER) else MOVED[to]


def patterns(text: str) -> list[str]:
    """A person's search as LIKE patterns: nothing they type is an operator."""
    words = fold(clean(text, 500)).split()[:MAX_WORDS]
    return ["%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%" for word in words]
