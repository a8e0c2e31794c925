"""Short ways for the crawler's tests to send real workers to sites on loopback. All sources belong to Café Ida."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from config import Source
from crawler.jobs import CrawlJob, CrawlRules, Memory, plan
from crawler.supervisor import CrawlResult, crawl_batch

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
ZONE = "Europe/Copenhagen"
CAFE = "Café Ida"


def a_source(name: str, where: str, **more: Any) -> Source:
    return Source(name=name, where=where, business=CAFE, **more)


def first_jobs(sources: Sequence[Source]) -> list[CrawlJob]:
    """As for sources that nothing is known of."""
    return [plan(source, Memory(), zone=ZONE, now=NOW) for source in sources]


def crawl(
    jobs: Sequence[CrawlJob], var: Path, allow: Collection[str], *, batch: Mapping[str, Any] | None = None, **rules: Any
) -> dict[str, CrawlResult]:
    """One batch; results by name. `rules` are those of CrawlRules, `batch` goes to `crawl_batch`."""
    settings = CrawlRules(**{"contact": "ida@cafe-ida.example", "delay": 0, "timeout": 10, **rules}, allow=tuple(allow))
    results = crawl_batch(jobs, var=var, settings=settings, now=NOW, **(batch or {}))
    return {result.key[1]: result for result in results}


def crawl_first(sources: Sequence[Source], var: Path, allow: Collection[str], **more: Any) -> dict[str, CrawlResult]:
    """The first crawl of each of `sources`, in one batch."""
    return crawl(first_jobs(sources), var, allow, **more)
