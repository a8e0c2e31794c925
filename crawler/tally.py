"""Counts one crawl while it runs, and closes it into a `RunReport`. Pure: told what happened, asks nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from crawler.jobs import LOCAL, CrawlJob
from crawler.page import Found, Page
from crawler.report_run import RunReport
from crawler.walk import Walk

FIELDS = ("author", "rating", "date", "title", "text")


class Tally:
    """The mutable side of a crawl. The first failure counts; a failure after some pages leaves what was read."""

    def __init__(self, job: CrawlJob, at: datetime) -> None:
        self.job, self.at = job, at
        self.walk = Walk(job.known, job.deep, job.source.pages, job.source.gaps)
        self.finish, self.failure, self.said = "", "", ""
        self.not_before: datetime | None = None
        self.status, self.requests, self.bytes, self.skipped, self.passed = 0, 0, 0, 0, 0
        self.statuses: Counter[str] = Counter()
        self.final_url = self.title = ""
        self.moved = False
        self._filled: Counter[str] = Counter()
        self._found = 0
        self._repaired = 0
        self._first_page: Page | None = None

    def answered(self, status: int, size: int) -> None:
        self.statuses[str(status)] += 1
        self.bytes += size

    def add(self, founds: Sequence[Found], page: Page | None = None) -> None:
        """Count reviews as found, known or not; `page` is where they stood."""
        self._first_page = self._first_page or page
        self._found += len(founds)
        for found in founds:
            self._filled.update(name for name in FIELDS if getattr(found, name) not in (None, ""))
            self._repaired += found.repaired

    def finished(self, how: str) -> None:
        self.finish = self.finish or how

    def fail(self, code: str, said: str, not_before: datetime | None = None) -> None:
        if not self.finish:
            self.finish, self.failure, self.said, self.not_before = "failed", code, said, not_before

    def report(self) -> RunReport:
        page = self._first_page
        finish = self.finish or "failed"
        whole = RunReport(at=self.at, finish=finish).whole
        return RunReport(
            at=self.at,
            finish=finish,
            failure=self.failure if self.finish else "bug",
            said=self.said,
            status=self.status,
            statuses=dict(self.statuses),
            requests=self.requests,
            bytes=self.bytes,
            pages=self.walk.pages,
            empty=self.walk.empty,
            holes=self.walk.holes,
            seen=len(self.walk.seen),
            new=self.walk.new,
            changed=self.walk.changed,
            skipped=self.skipped,
            passed=self.passed,
            coverage={name: round(self._filled[name] / self._found, 3) for name in FIELDS} if self._found else {},
            repaired=round(self._repaired / self._found, 3) if self._found else 0.0,
            claimed_total=page.claimed_total if page else None,
            claimed_average=page.claimed_average if page else None,
            fingerprint=page.fingerprint if page else "",
            via=page.via if page else self.job.source.kind if self.job.source.kind in LOCAL else "",
            newest_first=page.newest_first if page else None,
            url=self.job.shown_url,
            final_url=self.final_url,
            moved=self.moved,
            title=self.title,
            deep=self.job.deep,
            first=not self.job.known,
            recipe=self.job.recipe,
            not_before=self.not_before,
            deep_at=self._deep_at(whole),
            unchanged=self.job.unchanged + 1 if finish == "not_modified" else 0,
        )

    def _deep_at(self, whole: bool) -> datetime | None:
        if whole:
            return self.at if self.job.deep else self.job.deep_at
        return None if self.walk.seen else self.job.deep_at  # partly stored: stopping at known ones would hide the rest
