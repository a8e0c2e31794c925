"""The worker: crawls one batch of sources in a process of its own, and writes what it sees to a spool.

It opens no database and gets no secret but those of its sources. When it dies or hangs, `supervisor` finds out which
source did it; so nothing here tries to survive a bug.
"""

from __future__ import annotations

import asyncio
import faulthandler
import json
import logging
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.utils.defer import deferred_from_coro
from scrapy.utils.reactor import install_reactor
from twisted.internet.defer import Deferred

from crawler import guard
from crawler.dropfolder import Catch, crawl_files
from crawler.jobs import LOCAL, CrawlJob, CrawlRules, review_to_row
from crawler.mailbox import crawl_mail
from crawler.pagestore import keep_page
from crawler.robots import RobotsMiddleware
from crawler.settings import scrapy_settings
from crawler.spider import ReviewSpider
from crawler.spool import SpoolWriter
from crawler.tally import Tally
from model import Review

MAX_MEMORY = 1_500 * 1024 * 1024  # bytes of address space; one page out of bounds ends the worker, not the machine
ORPHANED = 75  # exit code of a worker whose supervisor is gone (EX_TEMPFAIL of sysexits.h): nobody reads it
GRACE = 60.0  # seconds after CrawlRules.longest in which a crawl must have closed


@dataclass(frozen=True, slots=True)
class Batch:
    """The worker's side of one batch. Two sources of one site are crawled one after the other.

    `robots` holds what was fetched in this batch, so that a site is asked once for all its sources.
    """

    rules: CrawlRules
    at: datetime
    pages: Path
    spool: SpoolWriter
    slots: asyncio.Semaphore
    spider: type[ReviewSpider] = ReviewSpider
    alone: bool = False
    sites: dict[str, asyncio.Lock] = field(default_factory=dict)
    visited: set[str] = field(default_factory=set)
    robots: dict[str, str] = field(default_factory=dict)

    async def run(self, job: CrawlJob) -> None:
        site = job.source.site
        async with self.sites.setdefault(site, asyncio.Lock()):
            if site in self.visited:
                await asyncio.sleep(self.rules.delay)
            self.visited.add(site)
            await self._run(job)

    async def _run(self, job: CrawlJob) -> None:
        async with self.slots:
            self.spool.tell("start", job.key)
            if job.source.kind in LOCAL:
                await self._local(job)
            elif job.runnable:
                await self._crawl(job)
            else:
                tally = Tally(job, self.at)
                tally.fail("unsupported", f"no crawler reads sources of the kind “{job.source.kind}”")
                self._done(job, tally)

    async def _crawl(self, job: CrawlJob) -> None:
        job = replace(job, robots={**self.robots, **job.robots})
        crawler = Crawler(self.spider, scrapy_settings(self.rules, job))
        keep = partial(self._keep, job.key)
        running = AsyncCrawlerRunner().crawl(crawler, job=job, at=self.at, tell=self._teller(job), keep=keep)
        try:
            await asyncio.wait_for(running, self.rules.longest + GRACE)
        except TimeoutError:
            _spider(crawler).tally.finished("timeout")
        spider = _spider(crawler)
        if spider.tally.failure == "memory" and not self.alone:
            raise MemoryError(job.key)  # perhaps another took it all: left undone, it is tried again by itself
        robots = crawler.get_downloader_middleware(RobotsMiddleware) if crawler.engine else None
        self._done(job, spider.tally, etag=spider.etag, last_modified=spider.last_modified, robots=robots)

    async def _local(self, job: CrawlJob) -> None:
        """Files block the others, so that one without end is noticed; a mailbox waits for its server in a thread."""
        if job.source.kind == "files":
            catch = crawl_files(job, folder=Path(self.rules.folder), at=self.at, rest=self.rules.rest)
        else:
            catch = await self._mail(job)
        tell = self._teller(job)
        for review in catch.reviews:
            tell(review)
        self._done(job, catch.tally, etag=catch.mark, taken=catch.taken)

    async def _mail(self, job: CrawlJob) -> Catch:
        reading = asyncio.to_thread(crawl_mail, job, self.rules, self.at)
        try:
            return await asyncio.wait_for(reading, self.rules.longest + GRACE)
        except TimeoutError:
            catch = Catch(Tally(job, self.at))
            catch.tally.finished("timeout")
            return catch

    def _done(
        self,
        job: CrawlJob,
        tally: Tally,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        robots: RobotsMiddleware | None = None,
        taken: Sequence[str] = (),
    ) -> None:
        fetched = robots.fetched if robots else {}
        self.robots.update(fetched)
        report = tally.report()
        if job.source.kind in LOCAL:
            last_modified = None  # `etag` is the mark of the folder, whatever was in it
        elif report.finish == "not_modified":
            etag, last_modified = job.etag, job.last_modified
        elif not (report.whole and report.seen):
            etag = last_modified = None  # a 304 to the next crawl would say that nothing is new
        self.spool.tell(
            "done",
            job.key,
            facts=report.to_facts(),
            etag=etag,
            last_modified=last_modified,
            robots=fetched,
            taken=list(taken),
        )

    def _teller(self, job: CrawlJob) -> Callable[[Review], None]:
        def tell(review: Review) -> None:
            self.spool.tell("review", job.key, row=review_to_row(review))

        return tell

    def _keep(self, key: str, body: bytes, good: bool) -> None:
        keep_page(self.pages, key, body, good=good)

    async def beat(self, supervisor: int, stall: float) -> None:
        """Say that we live, for as long as the process `supervisor` does. `stall` in seconds.

        Nobody ends a worker whose supervisor was killed: it ends itself with the next beat, or, where it is stuck and
        beats no more, after twice the time at which the supervisor would have ended it.
        """
        while os.getppid() == supervisor:
            faulthandler.dump_traceback_later(2 * stall, exit=True)
            self.spool.tell("alive")
            await asyncio.sleep(self.rules.beat)
        os._exit(ORPHANED)


def _spider(crawler: Crawler) -> ReviewSpider:
    if not isinstance(crawler.spider, ReviewSpider):
        raise RuntimeError("the crawl ended before its spider was made")
    return crawler.spider


async def _run(data: dict[str, Any], rules: CrawlRules, spider: type[ReviewSpider]) -> None:
    spool = SpoolWriter(Path(data["spool"]))
    at, pages = datetime.fromisoformat(data["at"]), Path(data["pages"])
    slots = asyncio.Semaphore(rules.at_once)
    batch = Batch(rules, at, pages, spool, slots, spider, alone=len(data["jobs"]) == 1)
    beat = asyncio.create_task(batch.beat(data["supervisor"], data["stall"]))
    jobs = [CrawlJob.from_data(job) for job in data["jobs"]]
    results = await asyncio.gather(*(batch.run(job) for job in jobs), return_exceptions=True)
    beat.cancel()
    spool.close()
    bugs = [result for result in results if isinstance(result, BaseException)]
    if bugs:  # the others are done and written; the supervisor sees which are not
        raise bugs[0] if len(bugs) == 1 else BaseExceptionGroup("crawls ended with a bug", bugs)


def main(path: Path, spider: type[ReviewSpider] = ReviewSpider) -> None:
    """Crawl the batch in the file `path`; exits the process, 0 when every source came to its end."""
    _limit()
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    data = json.loads(path.read_text(encoding="utf-8"))
    path.unlink()  # it holds secrets
    rules = CrawlRules(**{**data["rules"], "allow": tuple(data["rules"]["allow"])})
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import reactor, task

    guard.install(reactor, rules.allow)

    def start(_: Any) -> Deferred[None]:
        return deferred_from_coro(_run(data, rules, spider))

    task.react(start)


def _limit() -> None:
    """Bound memory, leave no core files (they would hold secrets and reviews)."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
