"""Crawls what is due: one worker process a batch, one lease a site, one transaction a source for what came back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from config import Source
from crawler.cadence import next_due
from crawler.jobs import CrawlJob, CrawlRules, Memory, plan
from crawler.supervisor import CrawlResult, crawl_batch
from jobs.operator import queue_source_mail
from jobs.workplace import Workplace
from model import Run, Verdict
from store import SourceState, Store

LEASE = timedelta(minutes=20)  # longer than the longest crawl of a source (CrawlRules.longest)
HISTORY = 10  # earlier crawls that the verdict is judged against
QUARANTINE = timedelta(days=1)  # a source that killed its worker twice in a row


def crawl_due(store: Store, place: Workplace, now: datetime) -> list[Run]:
    """Every source whose time has come, each at most once."""
    due = {(state.business, state.name) for state in store.sources.due(now)}
    return crawl(store, place, [source for source in _runnable(place) if source.key in due], now)


def crawl_all(store: Store, place: Workplace, now: datetime) -> list[Run]:
    """Every enabled source, due or not."""
    return crawl(store, place, _runnable(place), now)


def crawl(store: Store, place: Workplace, sources: Sequence[Source], now: datetime) -> list[Run]:
    """Crawl these now, but for those whose site another process holds."""
    with _leased(store, place, sources, now) as ours:
        jobs = [_job(store, place, source, now) for source in ours]
        if not jobs:
            return []
        results = crawl_batch(jobs, var=place.var, settings=rules_of(place), now=now)
        return [take_in(store, place, result, now) for result in results]


def take_in(store: Store, place: Workplace, result: CrawlResult, now: datetime) -> Run:
    """Store what one crawl brought, how it went and when it comes next; tell the operator when its health turned."""
    source = result.job.source
    business = place.config.business(source.business)
    with store.transaction():
        before = store.sources.state(source.business, source.name)
        first = not before.first_import_done
        added = store.reviews.add(result.reviews, seen=now, zone=business.tz, initial=first)
        run = _run_of(result, now, new=len(added.new), changed=len(added.changed), failed=len(added.refused))
        fails = 0 if result.verdict is Verdict.OK else before.fails + 1
        due = next_due(
            result.verdict, fails, source.every, now, not_before=result.not_before, seed=f"{source.key}{now}"
        )
        store.sources.finished(
            run, next_due=due, etag=result.etag, last_modified=result.last_modified, not_before=result.not_before
        )
        if result.verdict is Verdict.CRASHED and before.verdict is Verdict.CRASHED:
            store.sources.quarantine(source.business, source.name, now + QUARANTINE)
        for site, body in result.robots.items():
            store.robots.put(site, body, now)
        queue_source_mail(store, place.config, business, before, store.sources.state(*source.key), now)
    return run


def rules_of(place: Workplace) -> CrawlRules:
    """The manners of config.yaml; relative file globs start beside it."""
    crawl_settings = place.config.crawl
    return CrawlRules(
        contact=crawl_settings.contact,
        allow=tuple(crawl_settings.allow),
        delay=place.delay,
        folder=str(place.config.path.parent),
    )


def _run_of(result: CrawlResult, now: datetime, *, new: int, changed: int, failed: int) -> Run:
    business, name = result.key
    return Run(
        "crawl",
        business,
        name,
        now,
        now,
        verdict=result.verdict,
        seen=result.report.seen,
        new=new,
        changed=changed,
        failed=failed + result.report.skipped,
        said=result.said,
        facts=result.facts,
    )


def _runnable(place: Workplace) -> list[Source]:
    sources = [source for source in place.config.sources() if source.enabled]
    return [source for source in sources if CrawlJob(source, zone="UTC").runnable]


def _job(store: Store, place: Workplace, source: Source, now: datetime) -> CrawlJob:
    state: SourceState = store.sources.state(*source.key)
    memory = Memory(
        known=store.reviews.known(*source.key),
        history=[run.facts for run in store.runs.list("crawl", *source.key, limit=HISTORY)],
        etag=state.etag,
        last_modified=state.last_modified,
        robots=store.robots.get(source.site),
    )
    return plan(source, memory, zone=place.config.business(source.business).zone, now=now)


@contextmanager
def _leased(store: Store, place: Workplace, sources: Sequence[Source], now: datetime) -> Iterator[list[Source]]:
    """Those of `sources` whose site nobody else crawls right now, held until the block ends."""
    until = now + LEASE
    sites = {site for site in {s.site for s in sources} if store.leases.take(f"site:{site}", place.me, now, until)}
    try:
        yield [source for source in sources if source.site in sites]
    finally:
        for site in sites:
            store.leases.release(f"site:{site}", place.me)
