"""Sign-in: tokens work once and in time, sessions end, tries are counted."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from factories import NOW

from store import Store

IDA = "ida@cafe-ida.example"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def issued(store: Store) -> Store:
    store.people.issue("h1", IDA, "signin", NOW, NOW + 15 * MINUTE)
    return store


def test_a_token_works_once(issued: Store) -> None:
    assert issued.people.peek("h1", "signin", NOW) == IDA
    assert issued.people.redeem("h1", "signin", NOW) == IDA
    assert issued.people.redeem("h1", "signin", NOW) is None
    assert issued.people.peek("h1", "signin", NOW) is None


@pytest.mark.parametrize(
    ("token", "purpose", "now"),
    [("h2", "signin", NOW), ("h1", "feedback", NOW), ("h1", "signin", NOW + 15 * MINUTE)],
    ids=["unknown", "other purpose", "too late"],
)
def test_a_token_works_for_nothing_else(issued: Store, token: str, purpose: str, now: datetime) -> None:
    assert issued.people.redeem(token, purpose, now) is None
    assert issued.people.redeem("h1", "signin", NOW) == IDA


def test_old_tokens_and_sessions_are_forgotten(issued: Store) -> None:
    issued.people.start("s1", IDA, NOW, NOW + MINUTE)
    later = NOW + timedelta(hours=1)
    issued.people.issue("h2", "jonas@cafe-ida.example", "signin", later, later + MINUTE)
    issued.people.start("s2", "jonas@cafe-ida.example", later, later + MINUTE)
    left = issued._link.rows("select hash from token union all select hash from session")
    assert [row["hash"] for row in left] == ["h2", "s2"]


def test_a_session_lasts_until_it_ends(store: Store) -> None:
    store.people.start("s1", IDA, NOW, NOW + MINUTE)
    assert store.people.who("s1", NOW) == IDA
    assert store.people.who("s1", NOW + MINUTE) is None
    assert store.people.who("unknown", NOW) is None
    store.people.end("s1")
    assert store.people.who("s1", NOW) is None


def test_signing_out_everywhere_voids_links_too(issued: Store) -> None:
    for session, email in (("s1", IDA), ("s2", IDA), ("s3", "jonas@cafe-ida.example")):
        issued.people.start(session, email, NOW, NOW + MINUTE)
    issued.people.end_all(IDA)
    assert [issued.people.who(s, NOW) for s in ("s1", "s2", "s3")] == [None, None, "jonas@cafe-ida.example"]
    assert issued.people.redeem("h1", "signin", NOW) is None


def test_tries_are_counted_per_key_and_time(store: Store) -> None:
    for minutes in (0, 30, 90):
        store.people.tried(IDA, NOW + minutes * MINUTE)
    store.people.tried("10.0.0.1", NOW)
    assert store.people.recent_tries(IDA, NOW + 30 * MINUTE) == 2
    assert store.people.recent_tries("10.0.0.1", NOW) == 1
    store.people.tried("10.0.0.1", NOW + timedelta(days=2))
    assert store.people.recent_tries(IDA, NOW) == 0
