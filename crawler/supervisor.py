"""Runs batches of crawls in worker processes, and survives whatever they do.

A worker that dies or falls silent is killed with all it started; the sources that were running then are crawled again,
each alone, and the one that kills its worker again is named. Sources that had not started go into the next batch.
Imports no engine: the serving process loads nothing heavy through here.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from crawler.health import doubtful, judge
from crawler.jobs import LOCAL, CrawlJob, CrawlRules, review_from_row
from crawler.process import Worker, attend
from crawler.report_run import KILLERS, RunReport
from crawler.spool import RunFiles, read_events, run_files
from model import CrawlError, Review, Verdict

log = logging.getLogger("grapevine")

_LEAST_SECRET = 4  # characters; a shorter one would blank out innocent words


@dataclass(frozen=True, slots=True)
class CrawlResult:
    """What one crawl brought: reviews as seen (known ones too), and how it went.

    `robots`: bodies of robots.txt fetched, by site, to keep for a day. `etag` and `last_modified` for the next crawl.
    """

    job: CrawlJob
    report: RunReport
    verdict: Verdict
    said: str
    reviews: tuple[Review, ...] = ()
    etag: str | None = None
    last_modified: str | None = None
    robots: dict[str, str] = field(default_factory=dict)
    taken: tuple[str, ...] = ()  # marks of files and mails that need not be read again

    @property
    def key(self) -> tuple[str, str]:
        return self.job.source.key

    @property
    def facts(self) -> dict[str, Any]:
        return self.report.to_facts()

    @property
    def not_before(self) -> datetime | None:
        return self.report.not_before


@dataclass(slots=True)
class _Outcome:
    """How one worker ended."""

    done: dict[str, CrawlResult]
    running: set[str]  # started, not done
    why: str  # "" when all is well


def crawl_batch(
    jobs: Sequence[CrawlJob],
    *,
    var: Path,
    settings: CrawlRules,
    now: datetime,
    worker: Worker | None = None,
    stop: threading.Event | None = None,
) -> list[CrawlResult]:
    """Crawl `jobs` (keys must differ) and return one result for each, in their order.

    Works in `var`/spool and keeps pages in `var`/pages. Those not done when `stop` is set, or when no further worker
    can be started, have no result: they are as due as before. CrawlError when not one worker could be started.
    """
    shop = _Workshop(var, settings, now, worker or Worker(), stop or threading.Event())
    results: dict[str, CrawlResult] = {}
    try:
        _crawl(shop, jobs, results)
    except CrawlError as error:
        if not results:
            raise
        log.error("%d of %d sources are crawled later: %s", len(jobs) - len(results), len(jobs), error)
    return [results[job.key] for job in jobs if job.key in results]


def _crawl(shop: _Workshop, jobs: Sequence[CrawlJob], results: dict[str, CrawlResult]) -> None:
    """Fill `results`, side by side as far as it goes; who killed a worker last time gets one of its own at the end."""
    waiting = [job for job in jobs if not _killed_before(job)]
    while waiting and not shop.stop.is_set():
        outcome = shop.run(waiting)
        results |= outcome.done
        waiting = [job for job in waiting if job.key not in results]
        suspects = [job for job in waiting if job.key in outcome.running]
        if waiting and not suspects and not outcome.done:
            shop.refuse(outcome)
        for job in suspects:
            results |= shop.alone(job)
        waiting = [job for job in waiting if job.key not in results]
    for job in filter(_killed_before, jobs):
        results |= shop.alone(job)


def _killed_before(job: CrawlJob) -> bool:
    return bool(job.history) and job.history[0].failure in KILLERS


@dataclass(frozen=True, slots=True)
class _Workshop:
    var: Path
    rules: CrawlRules
    now: datetime
    worker: Worker
    stop: threading.Event

    def alone(self, job: CrawlJob) -> dict[str, CrawlResult]:
        """Crawl one suspect by itself; if it kills its worker, that is its result. Nothing once we are to stop."""
        if self.stop.is_set():
            return {}
        outcome = self.run([job])
        if job.key in outcome.done or self.stop.is_set():
            return outcome.done
        if job.key not in outcome.running:
            self.refuse(outcome)
        report = RunReport(at=self.now, failure="crash", said=outcome.why, url=job.source.where, deep=job.deep)
        return {job.key: _result(job, report, [], {})}

    def refuse(self, outcome: _Outcome) -> None:
        """No source is to blame where none was begun, unless we were told to stop."""
        if not self.stop.is_set():
            command = " ".join(self.worker.command)
            raise CrawlError(f"the crawler did not start: {outcome.why}. Try: {command}")

    def run(self, jobs: Sequence[CrawlJob]) -> _Outcome:
        spools = self.var / "spool"
        try:
            with run_files(spools, self.now) as files:
                files.order(self._data(jobs, files))
                return _outcome(jobs, files.spool, attend(self.worker, files, self.stop))
        except OSError as error:
            raise CrawlError(f"{spools} cannot be used ({error}): check its owner and the space left") from error

    def _data(self, jobs: Sequence[CrawlJob], files: RunFiles) -> dict[str, Any]:
        return {
            "spool": str(files.spool.absolute()),
            "pages": str((self.var / "pages").absolute()),
            "at": self.now.isoformat(),
            "supervisor": os.getpid(),
            "stall": self.worker.stall.total_seconds(),
            "rules": asdict(self.rules) | {"folder": str(Path(self.rules.folder).absolute())},
            "jobs": [job.to_data() for job in jobs],
        }


def _outcome(jobs: Sequence[CrawlJob], spool: Path, why: str) -> _Outcome:
    by_key = {job.key: job for job in jobs}
    outcome = _Outcome({}, set(), why or "it ended before its work was done")
    reviews: dict[str, list[Review]] = {key: [] for key in by_key}
    for event in read_events(spool):
        key = event["key"]
        if event["event"] == "start":
            outcome.running.add(key)
        elif event["event"] == "review":
            reviews[key].append(review_from_row(event["row"]))
        elif event["event"] == "done":
            outcome.running.discard(key)
            report = RunReport.from_facts(event["facts"])
            outcome.done[key] = _result(by_key[key], report, reviews[key], event)
    return outcome


def _result(job: CrawlJob, report: RunReport, reviews: Sequence[Review], event: dict[str, Any]) -> CrawlResult:
    report = _without_secrets(report, job)
    report = replace(report, doubtful=doubtful(report, job.history))
    verdict, said = judge(report, job.history, daily=job.daily)
    if job.source.kind not in LOCAL and (not verdict.well or report.doubtful):
        event = event | {"etag": None, "last_modified": None}  # the next crawl is to look again, not to hear of a 304
    return CrawlResult(
        job,
        report,
        verdict,
        said,
        tuple(reviews),
        etag=event.get("etag"),
        last_modified=event.get("last_modified"),
        robots=event.get("robots", {}),
        taken=tuple(event.get("taken", ())),
    )


def _without_secrets(report: RunReport, job: CrawlJob) -> RunReport:
    """Reports are stored and shown: the address as the operator wrote it, and no secret in any word."""
    source = job.source
    kept = (*source.secrets.values(), *source.headers.values(), *source.token.values())
    secrets = [value.get_secret_value() for value in kept]

    def hidden(text: str) -> str:
        for secret in secrets:
            for form in (secret, quote(secret), quote(secret, safe="")):
                text = text.replace(form, "…") if len(form) >= _LEAST_SECRET else text
        return text

    return replace(
        report,
        url=job.source.where,
        said=hidden(report.said),
        final_url=hidden(report.final_url),
        title=hidden(report.title),
    )
