"""One pass over everything that may be due. Level-triggered: it asks the store, so a lost tick costs nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from jobs.alerts import queue_alerts
from jobs.crawl import crawl_due
from jobs.digests import queue_digests
from jobs.drafts import draft_replies
from jobs.post import deliver
from jobs.workplace import Workplace
from model import Run
from sentiment.stage import score_waiting
from store import Store

EXPIRE_EVERY = timedelta(days=1)


def tick(store: Store, place: Workplace, now: datetime) -> list[Run]:
    """Crawl what is due, understand it, tell people, hand out the mail. Returns what was done, already stored."""
    sync(store, place, now)
    runs = [*crawl_due(store, place, now), *think(store, place, now)]
    deliver(store, place, now)
    return runs


def think(store: Store, place: Workplace, now: datetime) -> list[Run]:
    """Everything after a crawl that needs no network: score, draft, alert, digest, forget what is too old."""
    runs = [score_waiting(store, place.config, now), draft_replies(store, place.config, now)]
    runs += queue_alerts(store, place.config, now)
    runs += queue_digests(store, place.config, now)
    done = [run for run in runs if run.seen or run.new or run.changed or run.failed]
    for run in done:
        store.runs.add(run)
    _expire(store, place, now)
    return done


def sync(store: Store, place: Workplace, now: datetime) -> None:
    """Makes the store know exactly the sources of config.yaml."""
    store.sources.sync([source for source in place.config.sources() if source.enabled], now)


def _expire(store: Store, place: Workplace, now: datetime) -> None:
    """Once a day, reviewer data older than `retention` is forgotten."""
    last = store.meta.get("expired")
    if last and now - datetime.fromisoformat(last) < EXPIRE_EVERY:
        return
    store.reviews.expire(now - place.config.retention)
    store.meta.set("expired", now.isoformat())
