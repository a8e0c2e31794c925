"""Nobody waits for a slow site: what is stored already is told of before a crawl, and beside it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from config_factories import a_business, a_config, a_source
from factories import a_review
from fakeweb import Answer, Asked, FakeWeb, ReviewPages, cards, fake_web

from jobs.post import deliver
from jobs.serve import _scheduler
from jobs.tick import attend, tick
from jobs.workplace import Workplace
from model import State

FRIDAY = datetime(2026, 11, 13, 9, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)  # the digest is due as well
ANGRY = "We waited ninety minutes for a cold soup. Never again!"


@pytest.fixture
def web() -> Iterator[FakeWeb]:
    with fake_web() as host:
        host.says["/r"] = ReviewPages(cards(3))
        yield host


@pytest.fixture
def place(tmp_path: Path, web: FakeWeb) -> Workplace:
    """A business that was first crawled on Friday; it is Monday now and its source is due."""
    business = a_business(sources=(a_source(where=web.url("/r"), every=timedelta(hours=6)),))
    config = a_config(businesses=(business,), crawl={"allow": [web.site]})
    place = Workplace(lambda: config, tmp_path / "var", clock=lambda: FRIDAY, delay=0.0)
    with place.open() as store:
        tick(store, place, FRIDAY)
    return Workplace(lambda: config, tmp_path / "var", clock=lambda: MONDAY, delay=0.0)


def complain(place: Workplace) -> None:
    """What a guest wrote into the form, or staff noted."""
    with place.open() as store:
        told = a_review(source="In person", external_id="c1", text=ANGRY, published=MONDAY)
        store.reviews.add([told], seen=MONDAY, zone=UTC)


def mails(place: Workplace) -> list[tuple[str, str]]:
    """Kind and state, in the order in which they were queued."""
    with place.open() as store:
        return [(mail.kind, mail.state) for mail in store.outbox.list() if mail.queued and mail.queued > FRIDAY][::-1]


def test_an_alert_has_gone_out_before_a_site_is_asked(place: Workplace, web: FakeWeb) -> None:
    complain(place)
    known: list[list[tuple[str, str]]] = []

    def asked(_: Asked) -> Answer:
        known.append(mails(place))
        return Answer("busy", 503)

    web.says["/r"] = asked
    with place.open() as store:
        tick(store, place, MONDAY)
    assert known[0] == [("alert", "sent")]
    assert sorted(mails(place)) == [("alert", "sent"), ("digest", "sent")]


def test_a_complaint_that_comes_while_a_site_dawdles_is_alerted_at_once_and_once(
    place: Workplace, web: FakeWeb
) -> None:
    asked, over = threading.Event(), threading.Event()

    def dawdle(_: Asked) -> Answer:
        asked.set()
        over.wait(30)
        return Answer("busy", 503)

    def crawl() -> None:
        with place.open() as store:
            tick(store, place, MONDAY)

    web.says["/r"] = dawdle
    crawling = threading.Thread(target=crawl)
    crawling.start()
    try:
        assert asked.wait(30)
        complain(place)
        with place.open() as store:
            attend(store, place, MONDAY)
            deliver(store, place, MONDAY)
        meanwhile = mails(place)
    finally:
        over.set()
        crawling.join()
    assert meanwhile == [("alert", "sent")]
    assert sorted(mails(place)) == [("alert", "sent"), ("digest", "sent")]


def test_two_who_attend_at_once_tell_once(place: Workplace) -> None:
    complain(place)

    def work() -> None:
        with place.open() as store:
            attend(store, place, MONDAY)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert mails(place) == [("alert", "queued")]
    with place.open() as store:
        [flag] = store.flags.list(["Café Ida"], [State.TO_ANSWER])
        assert [event.what for event in store.flags.history(flag.id)].count("found") == 1


def test_a_digest_waits_for_the_crawl(place: Workplace) -> None:
    with place.open() as store:
        attend(store, place, MONDAY)
    assert mails(place) == []


def test_serve_attends_beside_its_ticks(place: Workplace) -> None:
    work = [job.args[1] for job in _scheduler(place).get_jobs()]
    assert {tick, attend} < set(work)
