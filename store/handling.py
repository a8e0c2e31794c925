"""What people do with a flag: take it, hand it on, note, tick, draft, approve, correct, close. Each leaves an event.

Events: found, alerted, edited, also_on, reopened, taken, assigned, released, shelved, noted, remedy, remedy_off,
drafted, approved, corrected, wrong_theme, right_theme, told_theme, answered, solved, cause, dismissed, erased.
`Flag.rev` grows with whatever makes a page stale: a move, an assignment, a correction, an edit by the customer; notes,
ticks, drafts and alerts do not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from model import CAUSES, Conflict, Flag, InputError, Reply, State, StoredReview, clean, clean_line
from store.connect import Link, Row
from store.flagging import tell
from store.linking import settle
from store.rows import a_flag, a_stored, packed_reply
from store.values import finite, packed, search_words, stamp

NOT_NEGATIVE = "not_negative"

COLUMNS = """select r.*, f.state, f.opened, f.due, f.rev as flag_rev, f.taken_by, f.handled, f.alerted, f.draft,
 f.cause, f.approved from flag f join review r on r.id = f.review_id """
GET = COLUMNS + "where f.review_id = :id"
TICKED = """select review_id, remedy from tick where review_id in (select value from json_each(:ids))
order by at, remedy"""
MOVE = """update flag set state = :to, rev = rev + 1,
 taken_by = case :to when 'in_hand' then :who when 'to_answer' then '' else taken_by end,
 handled = case when :to in ('answered', 'solved', 'dismissed') then coalesce(handled, :now) end,
 cause = case when :cause <> '' then :cause when :to in ('answered', 'solved', 'dismissed') then cause else '' end
where review_id = :id and rev = :rev returning review_id"""
REOPEN = """update flag set state = case taken_by when '' then 'to_answer' else 'in_hand' end, handled = null,
 cause = '', rev = rev + 1
where review_id = :id and rev = :rev returning review_id"""
CAUSE = "update flag set cause = :cause where review_id = :id and handled is not null returning review_id"
ASSIGN = """update flag set taken_by = :person, rev = rev + 1,
 state = case when state in ('to_answer', 'backlog') then 'in_hand' else state end
where review_id = :id and rev = :rev returning review_id"""
TICK = """insert into tick(review_id, remedy, who, at, cost) values(:id, :remedy, :who, :now, :cost)
on conflict(review_id, remedy) do update set cost = coalesce(excluded.cost, tick.cost)"""
UNTICK = "delete from tick where review_id = :id and remedy = :remedy returning who"
UNTELL = "delete from event where review_id = :id and what = 'remedy' and said = :remedy"
DRAFT = """update flag set draft = :draft, approved = 0, drafted = coalesce(:now, drafted, opened)
where review_id = :id returning review_id"""
CORRECT = """insert into correction(review_id, review_rev, what, who, at)
select id, rev, :what, :who, :now from review where id = :id
on conflict(review_id) do update set review_rev = excluded.review_rev, what = excluded.what, who = excluded.who,
 at = excluded.at"""
DISMISS = "update flag set state = 'dismissed', handled = coalesce(handled, :now), rev = rev + 1 where review_id = :id"
OPEN_BY_HAND = """insert into flag(review_id, business, state, safety, lang, opened, review_rev, words)
select id, business, 'to_answer', safety, coalesce(found_lang, lang), :now, rev, :words from review where id = :id
on conflict do nothing"""
CORRECTIONS = """select r.*, c.what from correction c join review r on r.id = c.review_id
where r.erased = 0 and c.review_rev = r.rev order by r.id"""

MOVED = {
    State.TO_ANSWER: "reopened",
    State.IN_HAND: "taken",
    State.ANSWERED: "answered",
    State.SOLVED: "solved",
    State.BACKLOG: "shelved",
    State.DISMISSED: "dismissed",
}


class Handling:
    """One method per thing a person does; a new one gets a code in `Event.what` that `words` can say."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def get(self, id: int) -> Flag:
        """InputError: there is none."""
        row = self._link.row(GET, id=id)
        if row is None:
            raise InputError(f"there is no flagged review number {id}: it may no longer be flagged since it was edited")
        return flags_of(self._link, [row])[0]

    def move(self, id: int, to: State, *, rev: int, who: str, now: datetime, said: str = "", cause: str = "") -> Flag:
        """Put a flag where a person says; a dismissal is a correction. Conflict: it has changed since `rev`."""
        if cause:
            _check_cause(cause)
        with self._link.transaction():
            was = self.get(id).state
            self._changed(MOVE, {"id": id, "rev": rev, "to": to, "who": who, "now": stamp(now), "cause": cause})
            if to is State.DISMISSED:
                self._link.run(CORRECT, id=id, what=NOT_NEGATIVE, who=who, now=stamp(now))
            elif was is State.DISMISSED:
                self._link.run("delete from correction where review_id = :id", id=id)
            self._tell(id, _what(was, to), who, now, said)
            return self.get(id)

    def assign(self, id: int, person: str, *, rev: int, who: str, now: datetime) -> Flag:
        """Give it to somebody, which takes it in hand. Conflict as in `move`."""
        with self._link.transaction():
            self._changed(ASSIGN, {"id": id, "rev": rev, "person": person})
            self._tell(id, "taken" if who == person else "assigned", who, now, person)
            return self.get(id)

    def reopen(self, id: int, *, rev: int, who: str, now: datetime) -> Flag:
        """Undo closing: back to whoever had it, else on the list; its cause is asked anew. Conflict as in `move`."""
        with self._link.transaction():
            was = self.get(id).state
            self._changed(REOPEN, {"id": id, "rev": rev})
            if was is State.DISMISSED:
                self._link.run("delete from correction where review_id = :id", id=id)
            self._tell(id, "reopened", who, now)
            return self.get(id)

    def cause(self, id: int, cause: str, who: str, now: datetime) -> None:
        """Why it happened, said after closing. InputError: no such cause; nothing happens where it is open again."""
        _check_cause(cause)
        with self._link.transaction():
            if self._link.row(CAUSE, id=id, cause=cause) is not None:
                self._tell(id, "cause", who, now, cause)

    def note(self, id: int, who: str, said: str, now: datetime) -> None:
        """Keep a remark of a colleague."""
        self.get(id)
        self._tell(id, "noted", who, now, said)

    def tick(self, id: int, remedy_key: str, on: bool, who: str, now: datetime, cost: float | None = None) -> None:
        """A remedy was given, at this cost. Off: it was not; one's own mistaken tap leaves no trace. Twice is once."""
        with self._link.transaction():
            ticked = remedy_key in self.get(id).ticked
            if on:
                self._link.run(TICK, id=id, remedy=remedy_key, who=who, now=stamp(now), cost=finite(cost))
            else:
                self._untick(id, remedy_key, who, now)
            if on and not ticked:
                self._tell(id, "remedy", who, now, remedy_key)

    def _untick(self, id: int, remedy_key: str, who: str, now: datetime) -> None:
        gone = self._link.row(UNTICK, id=id, remedy=remedy_key)
        if gone is not None and gone["who"] == who:
            self._link.run(UNTELL, id=id, remedy=remedy_key)
        elif gone is not None:
            self._tell(id, "remedy_off", who, now, remedy_key)

    def draft(self, id: int, reply: Reply, now: datetime | None = None, who: str = "") -> None:
        """Keep a public draft; it must be approved anew. `who`: the person that wrote it, if it was one."""
        with self._link.transaction():
            self._changed(DRAFT, {"id": id, "draft": packed_reply(reply), "now": now and stamp(now)})
            if who and now:
                self._tell(id, "drafted", who, now)

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
                self._link.run(DISMISS, id=id, now=stamp(now))
            else:
                self._link.run(OPEN_BY_HAND, id=id, now=stamp(now), words=search_words(a_stored(row)))
            self._tell(id, "corrected", who, now, what)
            settle(self._link, [id])

    def corrections(self) -> list[tuple[StoredReview, str]]:
        """What staff have corrected, for `learn`: the review, unedited since, and what they said it is."""
        return [(a_stored(row), row["what"]) for row in self._link.rows(CORRECTIONS)]

    def _changed(self, sql: str, values: Row) -> None:
        """Run an update that must hit; else say why it did not: InputError, or Conflict."""
        if self._link.row(sql, **values) is None:
            self.get(values["id"])
            raise Conflict("somebody else has changed this review meanwhile: look at it again, then decide")

    def _tell(self, id: int, what: str, who: str, now: datetime, said: str = "") -> None:
        tell(self._link, id, at=stamp(now), what=what, who=who, said=clean(said, 4000))


def flags_of(link: Link, rows: Sequence[Row]) -> list[Flag]:
    """The rows of a `COLUMNS` query as flags, with what is ticked."""
    ticked: dict[int, list[str]] = {row["id"]: [] for row in rows}
    for tick in link.rows(TICKED, ids=packed(list(ticked))):
        ticked[tick["review_id"]].append(tick["remedy"])
    return [a_flag(row, tuple(ticked[row["id"]])) for row in rows]


def patterns(words: Iterable[str]) -> list[str]:
    """Words as LIKE patterns: nothing that people type is an operator."""
    return ["%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%" for word in words]


def _check_cause(cause: str) -> None:
    if cause not in CAUSES:
        raise InputError(f"“{cause}” is no cause: use one of {', '.join(CAUSES)}")


def _what(was: State, to: State) -> str:
    return "released" if (was, to) == (State.IN_HAND, State.TO_ANSWER) else MOVED[to]
