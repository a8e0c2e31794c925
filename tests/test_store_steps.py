"""Every act on the store is whole or not at all: it is broken off before its n-th statement, for every n."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, timedelta

import pytest
from factories import NOW, a_mail, a_review, a_run, a_sentiment

from model import Reply, State, Verdict
from store import Store, open_store

JONAS = "jonas@cafe-ida.example"
LATER = NOW + timedelta(hours=1)


class BrokenOffError(Exception):
    """The power went."""


def prepared() -> Store:
    """A store with a flagged, ticked, drafted review 1 and a queued mail."""
    store = open_store(":memory:")
    store.reviews.add([a_review()], seen=NOW, zone=UTC)
    store.flags.save(store.reviews.get(1), a_sentiment(), now=NOW, open=State.TO_ANSWER)
    store.flags.draft(1, Reply("Sorry.", "en"), NOW)
    store.flags.tick(1, "refund", True, JONAS, NOW, cost=5)
    store.outbox.queue(a_mail(text="Nobody came, wrote Mette K."), NOW)
    store.people.issue("h1", JONAS, "signin", NOW, LATER)
    return store


def everything(store: Store) -> dict[str, list[str]]:
    tables = [row["name"] for row in store._link.rows("select name from sqlite_master where type = 'table'")]
    return {table: [str(row) for row in store._link.rows(f"select * from {table}")] for table in tables}


def edited_and_new(store: Store) -> None:
    batch = [a_review(text="edited", reply="Sorry."), a_review(external_id="r2"), a_review(external_id="")]
    store.reviews.add(batch, seen=LATER, zone=UTC)


def queue_and_record(store: Store) -> None:
    with store.transaction():
        store.outbox.queue(a_mail(key="another"), LATER)
        store.flags.alerted([1], LATER)


ACTS: dict[str, Callable[[Store], object]] = {
    "add": edited_and_new,
    "save": lambda store: store.flags.save(store.reviews.get(1), a_sentiment(themes=()), now=LATER, open=None),
    "move": lambda store: store.flags.move(1, State.DISMISSED, rev=1, who=JONAS, now=LATER),
    "assign": lambda store: store.flags.assign(1, JONAS, rev=1, who=JONAS, now=LATER),
    "untick": lambda store: store.flags.tick(1, "refund", False, JONAS, LATER),
    "approve": lambda store: store.flags.approve(1, JONAS, LATER),
    "draft": lambda store: store.flags.draft(1, Reply("Again.", "en"), LATER, who=JONAS),
    "correct": lambda store: store.flags.correct(1, "not_negative", JONAS, LATER),
    "erase": lambda store: store.reviews.erase("Mette K.", LATER),
    "expire": lambda store: store.reviews.expire(LATER),
    "sent": lambda store: store.outbox.sent(a_mail().key, LATER),
    "finished": lambda store: store.sources.finished(a_run(verdict=Verdict.OK), next_due=LATER),
    "end_all": lambda store: store.people.end_all(JONAS),
    "alert": queue_and_record,
}


@pytest.mark.parametrize("name", ACTS)
def test_an_act_that_is_broken_off_leaves_no_trace(name: str) -> None:
    with prepared() as store:
        before = everything(store)
        broken = 0
        while _breaks_off(store, ACTS[name], at=broken + 1):
            broken += 1
            assert everything(store) == before, f"{name} was broken off before statement {broken}"
        assert broken >= 2
        assert everything(store) != before


def _breaks_off(store: Store, act: Callable[[Store], object], at: int) -> bool:
    """Whether the act has an `at`-th statement; if so, it was broken off there."""
    count = 0

    def trace(sql: str, _: object) -> None:
        nonlocal count
        count += 1
        if count == at:
            raise BrokenOffError(sql)

    try:
        with store._link.db.tracer(trace):
            act(store)
    except BrokenOffError:
        return True
    return False
