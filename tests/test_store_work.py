"""Digests, runs, leases, requests, measures, robots, meta: small tables that keep the work honest."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from factories import CAFE, NOW, a_measure, a_run

from model import Request, Verdict, Week
from store import Store

WEEK = Week(2026, 46)
HOUR = timedelta(hours=1)


def record(store: Store, recipient: str = "ida", week: Week = WEEK, hours: int = 0, business: str = CAFE) -> bool:
    return store.digests.record(business, recipient, week, mail_key="k", late=False, now=NOW + hours * HOUR)


def test_a_digest_is_recorded_once_per_person_business_and_week(store: Store) -> None:
    assert record(store) is True
    assert record(store, hours=1) is False
    assert record(store, "jonas") is True
    assert record(store, business="Bar") is True
    assert record(store, week=WEEK.shift(1)) is True
    assert store.digests.done(CAFE, "ida", WEEK) is True
    assert store.digests.done(CAFE, "ida", WEEK.shift(2)) is False


def test_the_last_digest_is_that_of_the_latest_week(store: Store) -> None:
    assert store.digests.last(CAFE) is None
    record(store, hours=2)
    record(store, "jonas", hours=3)
    record(store, week=WEEK.shift(-1), hours=5)
    assert store.digests.last(CAFE) == (WEEK, NOW + 2 * HOUR)
    assert [(d.week, d.recipient) for d in store.digests.list(CAFE, 2)] == [(WEEK, "ida"), (WEEK, "jonas")]


def test_a_record_and_its_mail_stand_or_fall_together(store: Store) -> None:
    def queue_and_fail() -> None:
        with store.transaction():
            record(store)
            raise RuntimeError("the mail could not be composed")

    with pytest.raises(RuntimeError):
        queue_and_fail()
    assert store.digests.done(CAFE, "ida", WEEK) is False


def test_an_inner_failure_leaves_the_outer_work(store: Store) -> None:
    def record_and_fail() -> None:
        with store.transaction():
            record(store, "jonas")
            raise RuntimeError

    with store.transaction():
        record(store)
        with pytest.raises(RuntimeError):
            record_and_fail()
    assert [digest.recipient for digest in store.digests.list(CAFE)] == ["ida"]


def test_a_run_comes_back_as_it_was(store: Store) -> None:
    run = a_run(verdict=Verdict.SHORT, seen=4, new=3, changed=2, failed=1, said="20 of 40", facts={"pages": [1, "ü"]})
    store.runs.add(run)
    store.runs.add(run)
    assert store.runs.list() == [run]


def test_runs_are_found_by_stage_business_and_key(store: Store) -> None:
    for hours, (stage, key) in enumerate([("crawl", "a"), ("score", ""), ("crawl", "b"), ("crawl", "a")]):
        store.runs.add(a_run(stage=stage, key=key, started=NOW + hours * HOUR))
    assert [run.key for run in store.runs.list("crawl", CAFE)] == ["a", "b", "a"]
    assert [run.started for run in store.runs.list(key="a", limit=1)] == [NOW + 3 * HOUR]
    assert store.runs.last("score", "Bar") is None
    assert store.runs.expire(NOW + 2 * HOUR) == 2
    assert len(store.runs.list()) == 2


def test_a_lease_is_held_by_one_until_it_runs_out(store: Store) -> None:
    assert store.leases.take("site", "a", NOW, NOW + HOUR) is True
    assert store.leases.take("site", "b", NOW, NOW + HOUR) is False
    assert store.leases.take("other", "b", NOW, NOW + HOUR) is True
    assert store.leases.take("site", "a", NOW, NOW + 2 * HOUR) is True
    assert store.leases.take("site", "b", NOW + HOUR, NOW + 3 * HOUR) is False
    assert store.leases.take("site", "b", NOW + 2 * HOUR, NOW + 3 * HOUR) is True


def test_only_the_holder_gives_a_lease_back(store: Store) -> None:
    store.leases.take("site", "a", NOW, NOW + HOUR)
    store.leases.release("site", "b")
    assert store.leases.take("site", "b", NOW, NOW + HOUR) is False
    store.leases.release("site", "a")
    assert store.leases.take("site", "b", NOW, NOW + HOUR) is True


def test_requests_are_carried_out_once_in_order(store: Store) -> None:
    first = store.requests.ask("signin", {"to": "ida@cafe-ida.example"}, NOW)
    second = store.requests.ask("crawl_now", {}, NOW)
    assert store.requests.claim(NOW) == Request(first, "signin", {"to": "ida@cafe-ida.example"}, NOW)
    assert store.requests.said(first) is None
    store.requests.done(first, "sent")
    assert store.requests.said(first) == "sent"
    claimed = store.requests.claim(NOW)
    assert claimed is not None
    assert claimed.id == second
    assert store.requests.claim(NOW) is None


def test_a_request_lost_in_a_crash_is_taken_up_again(store: Store) -> None:
    id = store.requests.ask("crawl_now", {}, NOW)
    store.requests.claim(NOW)
    assert store.requests.claim(NOW + timedelta(minutes=9)) is None
    again = store.requests.claim(NOW + timedelta(minutes=10))
    assert again is not None
    assert again.id == id


def test_a_finished_request_forgets_whom_it_was_about(store: Store) -> None:
    store.requests.done(store.requests.ask("signin", {"to": "ida@cafe-ida.example"}, NOW), "sent")
    assert "ida" not in str(store._link.rows("select * from request"))


def test_measures_are_kept_by_theme_and_can_end(store: Store) -> None:
    store.measures.add(a_measure())
    store.measures.add(a_measure(theme="price", since=date(2026, 9, 1), say=()))
    assert [measure.theme for measure in store.measures.of(CAFE)] == ["price", "waiting"]
    assert store.measures.of(CAFE, "waiting") == [a_measure()]
    store.measures.add(a_measure(until=date(2026, 12, 1)))
    assert store.measures.of(CAFE, "waiting") == [a_measure(until=date(2026, 12, 1))]
    assert store.measures.of("Bar") == []


def test_robots_are_kept_per_site(store: Store) -> None:
    assert store.robots.get("a.example:443") is None
    store.robots.put("a.example:443", "User-agent: *\nDisallow: /old\x00", NOW)
    store.robots.put("a.example:443", "User-agent: *\nDisallow: /new", NOW + HOUR)
    assert store.robots.get("a.example:443") == ("User-agent: *\nDisallow: /new", NOW + HOUR)


def test_meta_keeps_values(store: Store) -> None:
    assert store.meta.get("last_tick") is None
    store.meta.set("last_tick", "1")
    store.meta.set("last_tick", "2")
    assert store.meta.get("last_tick") == "2"


def test_the_secret_is_made_once_and_is_long_enough(store: Store) -> None:
    secret = store.meta.secret()
    assert len(secret) == 32
    assert store.meta.secret() == secret
