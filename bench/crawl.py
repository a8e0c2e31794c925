"""What a crawl costs: `python -m bench.crawl`. The references are Scrapy as it comes and extruct, on the same pages.

CPU seconds of whole processes, least of several runs; start-up is taken out by crawling few pages and many. Needs no
data, only this machine's loopback; takes two or three minutes.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import extruct

from bench.street import Street, page, street
from config import Source
from crawler.extract import read_page
from crawler.jobs import CrawlRules, Memory, plan
from crawler.process import Worker
from crawler.supervisor import CrawlResult, crawl_batch

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
FEW, MANY, RUNS = 10, 160, 3
MARKS = (100, 500, 1000)  # crawls of one worker after which its memory is read
MANY_REVIEWS = 1_000_000
BARE = """
import sys, scrapy
from scrapy.crawler import CrawlerProcess
class Bare(scrapy.Spider):
    name = "bare"
    async def start(self):
        for number in range(1, int(sys.argv[2]) + 1):
            yield scrapy.Request(f"{sys.argv[1]}?page={number}")
    def parse(self, response):
        pass
settings = {"LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False}
settings |= {"CONCURRENT_REQUESTS_PER_DOMAIN": 1, "DOWNLOAD_DELAY": 0}
process = CrawlerProcess(settings)
process.crawl(Bare)
process.start()
"""


def main(folder: Path | None = None) -> None:
    """`folder` is not read: the pages are made here."""
    with street(MANY_REVIEWS) as host:
        speed(host)
    extraction()
    for total in (200, 3000):
        with street(total) as host:
            week(host, total)
    with street(20) as host:
        memory(host)


def speed(host: Street) -> None:
    ours = least(lambda pages: crawl([a_source(host, "/r?page={page}", pages)], host))
    bare = least(lambda pages: run_bare(host, pages))
    for name, cpu in (("ours, all of it", ours), ("Scrapy bare, nothing read", bare)):
        print(f"{name:28} {cpu * 1000:6.1f} CPU-ms a page of 250 KB, {1 / cpu:5.0f} pages a CPU-second")
    print(f"{'ratio':28} {bare / ours:6.2f} of bare Scrapy's pages (aim 0.55)")


def least(work: Callable[[int], object]) -> float:
    """CPU seconds a page, of children, start-up taken out."""
    few, many = ([children(work, pages) for _ in range(RUNS)] for pages in (FEW, MANY))
    return (min(many) - min(few)) / (MANY - FEW)


def children(work: Callable[[int], object], pages: int) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    work(pages)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def run_bare(host: Street, pages: int) -> None:
    subprocess.run([sys.executable, "-c", BARE, host.url("/r"), str(pages)], check=True)


def a_source(host: Street, path: str, pages: int = 200) -> Source:
    return Source(name=path, where=host.url(path), business="Café Ida", pages=pages)


def crawl(
    sources: Sequence[Source],
    host: Street,
    memory: Memory | None = None,
    *,
    worker: Worker | None = None,
    var: Path | None = None,
) -> CrawlResult:
    """Crawl in a real worker; the result of the last source."""
    jobs = [plan(source, memory or Memory(), zone="UTC", now=NOW) for source in sources]
    rules = CrawlRules(allow=(host.site,), delay=0)
    with tempfile.TemporaryDirectory() as spare:
        results = crawl_batch(jobs, var=var or Path(spare), settings=rules, now=NOW, worker=worker)
    failed = [result.said for result in results if not result.report.whole]
    if failed:
        raise RuntimeError(f"the benchmark's own crawl failed: {failed[0]}")
    return results[-1]


def extraction() -> None:
    body = page(1, MANY_REVIEWS)
    text = body.decode()
    ours = cpu(lambda: read_page(body, url="https://cafe.example/r", content_type="text/html", at=NOW, source=None), 20)
    pair = cpu(lambda: extruct.extract(text, syntaxes=["json-ld", "microdata"]), 5)
    whole = cpu(lambda: extruct.extract(text), 2)
    print(f"{'extraction, ours':28} {ours * 1000:6.1f} CPU-ms a page of 250 KB, ratings and dates read")
    print(
        f"{'extruct JSON-LD, microdata':28} {pair * 1000:6.1f} CPU-ms: ours is {pair / ours:.1f} times as fast (aim 2)"
    )
    print(f"{'extruct as it comes':28} {whole * 1000:6.1f} CPU-ms: ours is {whole / ours:.1f} times as fast (aim 15)")


def cpu(work: Callable[[], object], runs: int) -> float:
    def once() -> float:
        began = time.process_time()
        work()
        return time.process_time() - began

    once()
    return min(once() for _ in range(runs))


def week(host: Street, total: int) -> None:
    """Requests of the first crawl, and of one without news: a week later, and while robots.txt is still fresh."""
    source = a_source(host, "/r")
    first = crawl([source], host)
    asked = [len(host.asked)]
    for robots_at in (NOW - timedelta(days=7), NOW):
        host.asked.clear()
        known = {review.external_id: review.content_hash for review in first.reviews}
        robots = (first.robots[host.site], robots_at)
        memory = Memory(known, [first.facts], first.etag, first.last_modified, robots)
        again = crawl([source], host, memory)
        asked.append(len(host.asked))
        if again.report.new or again.report.changed or len(known) != total:
            raise RuntimeError(f"{len(known)} of {total} reviews, then {again.report.new} new: not a quiet week")
    print(
        f"{f'{total} reviews':28} {asked[0]:6} requests first, {asked[1]} a week later without news (aim 2), "
        f"{asked[2]} with robots.txt still fresh (aim 1)"
    )


def memory(host: Street) -> None:
    """Resident memory of one worker after few and after many crawls, of a page each."""
    if not Path("/proc/self/status").exists():
        print("memory of a worker: not measured, this system has no /proc")
        return
    sources = [a_source(host, f"/r{n}") for n in range(MARKS[-1])]
    with tempfile.TemporaryDirectory() as var:
        crawl(sources, host, worker=Worker((sys.executable, "-m", "bench.watched")), var=Path(var))
        notes = [tuple(map(int, line.split())) for line in (Path(var) / "memory").read_text().splitlines()]
    sizes = [next(size for crawls, size in notes if crawls >= mark) for mark in MARKS]
    said = ", ".join(f"{size / 1024:.0f} MB after {mark}" for mark, size in zip(MARKS, sizes, strict=True))
    print(f"{'memory of a worker':28} {said} crawls: {sizes[-1] / sizes[0]:.2f} times (flat: 1)")


if __name__ == "__main__":
    main()
