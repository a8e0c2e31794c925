"""Crawls what is due: one worker process a batch, one lease a site, one transaction a source for what came back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from config import Business, Source
from crawler.cadence import next_due
from crawler.dropfolder import folder_mark, settled_at
from crawler.jobs import LOCAL, CrawlJob, CrawlRules, Memory, plan
from crawler.pagestore import forget_pages
from crawler.report_run import KILLERS
from crawler.supervisor import CrawlResult, crawl_batch
from jobs.operator import queue_source_mail
from jobs.pace import Pace, pace_of
from jobs.sites import held
from jobs.workplace import Workplace
from model import Review, Run, Verdict
from sentiment.backlog import FRESH
from store import Added, SourceState, Store

HISTORY = 60  # earlier crawls to find those among that a verdict is judged against
QUARANTINE = timedelta(days=1)  # for a source that killed its worker, in company and then alone


def crawl_due(store: Store, place: Workplace, now: datetime) -> list[Run]:
    """Every source whose time has come, each at most once."""
    return crawl(store, place, due_sources(store, place, now), now)


def due_sources(store: Store, place: Workplace, now: datetime) -> list[Source]:
    """Those whose time has come; a folder of files also when something in it changed."""
    due = {(state.business, state.name) for state in store.sources.due(now)}
    return [source for source in _runnable(place) if source.key in due or _dropped(store, place, source, now)]


def crawl_all(store: Store, place: Workplace, now: datetime) -> list[Run]:
    """Every enabled source, due or not."""
    return crawl(store, place, _runnable(place), now)


def crawl(store: Store, place: Workplace, sources: Sequence[Source], now: datetime) -> list[Run]:
    """Crawl these now, but for those whose site another process holds. When told to stop, what is done is stored."""
    config = place.config  # it may change while sites are read: this crawl ends under the one it began with
    place = replace(place, config_of=lambda: config)
    with held(store, place, {source.site for source in sources}, now) as sites:
        jobs = [_job(store, place, source, now) for source in sources if source.site in sites]
        if not jobs:
            return []
        rules = rules_of(place)
        results = crawl_batch(jobs, var=place.var, settings=rules, now=now, worker=place.worker, stop=place.stop)
        pace = pace_of(store, place, now)
        return [take_in(store, place, result, pace, now) for result in results]


def take_in(store: Store, place: Workplace, result: CrawlResult, pace: Pace, now: datetime) -> Run:
    """Store what one crawl brought, how it went and when it comes next; tell the operator when its health turned."""
    source = result.job.source
    business = place.config.business(source.business)
    with store.transaction():
        before = store.sources.state(source.business, source.name)
        added = _add(store, result, business, before, now)
        run = _run_of(result, now, new=len(added.new), changed=len(added.changed), failed=len(added.refused))
        fails = 0 if result.verdict in (Verdict.OK, Verdict.SILENT) else before.fails + 1
        every = pace.after(store, source, now)
        due = next_due(result.verdict, fails, every, now, not_before=result.not_before, seed=f"{source.key}{now}")
        etag = result.etag or _mark(place, source, now)  # a file that killed its reader is no news at every tick
        store.sources.finished(
            run, next_due=due, etag=etag, last_modified=result.last_modified, not_before=result.not_before
        )
        if result.report.failure in KILLERS:
            store.sources.quarantine(source.business, source.name, now + QUARANTINE)
        store.sources.take(*source.key, result.taken, now)
        for site, body in result.robots.items():
            store.robots.put(site, body, now)
        queue_source_mail(store, place.config, business, before, store.sources.state(*source.key), now)
    if store.reviews.shows_erased(*source.key, {review.external_id for review in result.reviews}):
        forget_pages(place.pages, result.job.key)
    return run


def _add(store: Store, result: CrawlResult, business: Business, before: SourceState, now: datetime) -> Added:
    """Store the reviews; the first ones of a source, and old ones that come in by file or mail, are an import.

    Of a crawl that looks wrong only what is new: a page that lost its stars has not changed anybody's mind.
    """
    source = result.job.source
    first, doubtful = not before.first_import_done, result.report.doubtful
    taken = [one for one in result.reviews if not doubtful or one.external_id not in result.job.known]
    ids = [review.external_id for review in result.reviews]
    added = Added()
    for initial in (False, True):
        theirs = [review for review in taken if (first or _is_old(source, review, now)) is initial]
        more = store.reviews.add(theirs, seen=now, zone=business.tz, initial=initial, beside=ids)
        added.new += more.new
        added.changed += more.changed
        added.same += more.same
        added.refused += more.refused
    store.reviews.shown(*source.key, ids)
    if result.report.complete and result.verdict.well and not doubtful:
        store.reviews.missed(*source.key, ids, now)
    return added


def _is_old(source: Source, review: Review, now: datetime) -> bool:
    return source.kind in LOCAL and review.published is not None and review.published < now - FRESH


def _dropped(store: Store, place: Workplace, source: Source, now: datetime) -> bool:
    """Whether files came, went or changed since the source was last read."""
    mark = _mark(place, source, now)
    if mark is None:
        return False
    state = store.sources.state(*source.key)
    resting = state.quarantined is not None and state.quarantined > now
    return not resting and mark != state.etag


def _mark(place: Workplace, source: Source, now: datetime) -> str | None:
    """The state of a source's folder, files that somebody may still write to left out; None for one that has none."""
    if source.kind not in LOCAL or "://" in source.where:
        return None
    return folder_mark(source, place.config.path.parent, settled_at(now, place.rest))


def rules_of(place: Workplace) -> CrawlRules:
    """The manners of config.yaml; relative file globs start beside it."""
    crawl_settings = place.config.crawl
    return CrawlRules(
        contact=crawl_settings.contact,
        allow=tuple(crawl_settings.allow),
        delay=place.delay,
        folder=str(place.config.path.parent),
        rest=place.rest,
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
        daily=() if source.kind == "files" else store.reviews.daily(*source.key, now),
        taken=store.sources.taken(*source.key) if source.kind in LOCAL else (),
    )
    return plan(source, memory, zone=place.config.business(source.business).zone, now=now)
