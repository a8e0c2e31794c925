"""One pass over everything that may be due. Level-triggered: it asks the store, so a lost tick costs nothing.

Sites may be slow; nobody who is to be told of what is stored already (a form, a complaint, an import) waits for them.
"""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from crawler.pagestore import expire_pages
from jobs.alerts import queue_alerts
from jobs.closed import queue_answered
from jobs.crawl import crawl_due, due_sources
from jobs.digests import queue_digests
from jobs.drafts import draft_replies
from jobs.operator import queue_failures
from jobs.post import deliver
from jobs.reminders import queue_reminders
from jobs.workplace import Workplace
from model import CrawlError, Run, Verdict, Week
from sentiment.stage import score_waiting
from store import Store

EXPIRE_EVERY = timedelta(days=1)
YEAR = 52  # weeks
_THOUGHT = threading.RLock()  # `serve` attends to people beside a crawl; two at once would do the same work twice


def tick(store: Store, place: Workplace, now: datetime) -> list[Run]:
    """Tell of what is known, crawl what is due, understand and tell that too. Returns what was done, already stored."""
    sync(store, place, now)
    runs: list[Run] = []
    if due_sources(store, place, now):
        runs += attend(store, place, now)
        deliver(store, place, now)
        runs += _crawled(store, place, now)
        now = max(now, place.clock())  # a crawl may take a quarter of an hour
    runs += think(store, place, now)
    deliver(store, place, now)
    return runs


def _crawled(store: Store, place: Workplace, now: datetime) -> list[Run]:
    """A crawler that cannot run holds up nothing else: people are told what is known, the operator why no more is."""
    try:
        return crawl_due(store, place, now)
    except CrawlError as error:
        run = Run("crawler", "", "", now, now, verdict=Verdict.CRASHED, failed=1, said=str(error))
    if queue_failures(store, place.config, [run], now):  # once a day
        store.runs.add(run)
    return [run]


def think(store: Store, place: Workplace, now: datetime) -> list[Run]:
    """Everything after a crawl that needs no network: attend to people, digests, forget what is too old."""
    with _THOUGHT:
        runs = attend(store, place, now) + _recorded(store, place, queue_digests(store, place.config, now), now)
        _expire(store, place, now)
    return runs


def attend(store: Store, place: Workplace, now: datetime) -> list[Run]:
    """What nobody should wait for: score, draft, alert, remind, call off. A digest sums up a week, so it waits."""
    with _THOUGHT:
        runs = [score_waiting(store, place.config, now), draft_replies(store, place.config, now)]
        runs += queue_alerts(store, place.config, now)
        runs += queue_reminders(store, place.config, now)
        runs += queue_answered(store, place.config, now)
        _sum_up(store, place, now)
        return _recorded(store, place, runs, now)


def _sum_up(store: Store, place: Workplace, now: datetime) -> None:
    """What the inbox's figures ask for, so that no page has to wait for it."""
    for business in place.config.businesses:
        week = Week.of(now, business.tz)
        store.sums.keep(business.name, week.shift(-YEAR), week, zone=business.tz)


def _recorded(store: Store, place: Workplace, runs: list[Run], now: datetime) -> list[Run]:
    """Those that did something, stored; of a failure the operator is told."""
    queue_failures(store, place.config, runs, now)
    done = [run for run in runs if run.seen or run.new or run.changed or run.failed]
    for run in done:
        store.runs.add(run)
    return done


def sync(store: Store, place: Workplace, now: datetime) -> None:
    """Makes the store know exactly the sources of config.yaml."""
    store.sources.sync([source for source in place.config.sources() if source.enabled], now)


def _expire(store: Store, place: Workplace, now: datetime) -> None:
    """Once a day, reviewer data older than `retention` is forgotten."""
    last = store.meta.get("expired")
    if last and now - datetime.fromisoformat(last) < EXPIRE_EVERY:
        return
    before = now - place.config.retention
    store.reviews.expire(before)
    expire_pages(place.pages, before)
    store.meta.set("expired", now.isoformat())
