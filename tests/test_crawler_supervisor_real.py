"""The real worker among sources that crash, spin, hog, stumble and hang: the others are read, the culprits named."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fakeweb import Answer, Asked, FakeWeb, ReviewPages, cards, fake_web

from config import Source
from crawler.jobs import CrawlRules, Memory, plan
from crawler.process import ROOT, Worker
from crawler.supervisor import CrawlResult, crawl_batch
from model import Verdict

fcntl = pytest.importorskip("fcntl")

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
BAD = (sys.executable, "-m", "tests.badworker")
STALL = timedelta(seconds=2)
DEEP = 48
# Each level asks for the length of what the level below gives for both halves of a list whose halves are one and the
# same: a line that an operator could write, small in memory, and 2 ** DEEP steps long.
ENDLESS = "|".join(["[@,@]"] * DEEP) + "|" + "map(&length(" * DEEP + "@" + "),@)" * DEEP


def a_source(name: str, where: str, **more: Any) -> Source:
    return Source(name=name, where=where, business="Café Ida", **more)


def crawl(
    sources: Sequence[Source], webs: Sequence[FakeWeb], var: Path, *, worker: Worker, **rules: Any
) -> dict[str, CrawlResult]:
    jobs = [plan(source, Memory(), zone="UTC", now=NOW) for source in sources]
    settings = CrawlRules(allow=tuple(web.site for web in webs), delay=0, beat=0.2, **rules)
    results = crawl_batch(jobs, var=var, settings=settings, now=NOW, worker=worker)
    return {result.key[1]: result for result in results}


@pytest.fixture
def over() -> Iterator[threading.Event]:
    """Set when the test has ended: pages that wait for it are let go."""
    event = threading.Event()
    yield event
    event.set()


@dataclass(frozen=True)
class Crawled:
    results: dict[str, CrawlResult]
    var: Path
    asked: list[str]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    """One batch: six sources as they should be, and one of each kind that should not be."""
    var, over = tmp_path_factory.mktemp("var"), threading.Event()
    with ExitStack() as open_:
        web, other, lone = (open_.enter_context(fake_web()) for _ in range(3))
        open_.callback(over.set)
        for host in (web, other, lone):
            for path in ("a", "b", "aborts", "hogs", "raises"):
                host.says[f"/{path}"] = ReviewPages(cards(3))
        other.says["/api"] = Answer("[]", headers={"Content-Type": "application/json"})
        lone.says["/silent"] = lambda asked: Answer(str(over.wait(60)))
        sources = [
            *(a_source(f"web {name}", web.url(f"/{name}")) for name in ("a", "aborts", "b", "raises", "faints")),
            a_source("other spins", other.url("/api"), kind="json", reviews=ENDLESS),
            *(a_source(f"other {name}", other.url(f"/{name}")) for name in ("a", "b")),
            *(a_source(f"lone {name}", lone.url(f"/{name}")) for name in ("hogs", "a", "silent", "b")),
        ]
        results = crawl(sources, (web, other, lone), var, worker=Worker(BAD, STALL), timeout=1, at_once=2)
        yield Crawled(results, var, [path for host in (web, other, lone) for path in host.paths()])


def test_all_but_the_culprits_are_read_to_the_end(crawled: Crawled) -> None:
    read = {name: len(result.reviews) for name, result in crawled.results.items() if result.verdict is Verdict.OK}
    assert read == {f"{web} {name}": 3 for web in ("web", "other", "lone") for name in ("a", "b")}


@pytest.mark.parametrize(
    ("name", "failure", "words"),
    [
        ("web aborts", "crash", "ended by SIGABRT"),
        ("other spins", "crash", "no sign of life for 2 s"),
        ("lone hogs", "memory", "more memory than a crawl may have"),
        ("web raises", "bug", "ValueError: lost the thread"),
        ("web faints", "crash", "ValueError: lost the thread"),
    ],
)
def test_a_culprit_is_named_in_words(crawled: Crawled, name: str, failure: str, words: str) -> None:
    result = crawled.results[name]
    assert (result.verdict, result.report.failure, words in result.said) == (Verdict.CRASHED, failure, True), (
        result.said
    )
    assert "report it" in result.said


def test_who_runs_out_of_memory_or_crashes_in_company_gets_a_second_chance_alone(crawled: Crawled) -> None:
    assert [crawled.asked.count(f"/{name}") for name in ("aborts", "hogs", "api")] == [2, 2, 2]


def test_a_site_that_never_answers_is_down_and_nothing_worse(crawled: Crawled) -> None:
    result = crawled.results["lone silent"]
    assert (result.verdict, "did not answer in time" in result.said) == (Verdict.UNREACHABLE, True)


def test_nothing_of_it_is_left_behind(crawled: Crawled) -> None:
    assert list((crawled.var / "spool").iterdir()) == []


def test_a_long_crawl_that_is_well_is_not_taken_for_a_stalled_one(tmp_path: Path) -> None:
    pages = ReviewPages(cards(6))

    def slowly(asked: Asked) -> Answer:
        time.sleep(STALL.total_seconds() * 1.3 if "page" in asked.query else 0)  # nothing to write down in that time
        return pages(asked)

    with fake_web() as web:
        web.says["/r"] = slowly
        result = crawl([a_source("slow", web.url("/r"))], [web], tmp_path, worker=Worker(stall=STALL))["slow"]
        asked = web.paths()
    assert (result.verdict, len(result.reviews), asked) == (Verdict.OK, 6, ["/robots.txt", "/r", "/r?page=2"])


SUPERVISOR = """
import json, sys
from datetime import datetime, timedelta
from pathlib import Path
from config import Source
from crawler.jobs import CrawlRules, Memory, plan
from crawler.process import Worker
from crawler.supervisor import crawl_batch
told = json.loads(sys.argv[1])
now = datetime.fromisoformat(told["now"])
job = plan(Source(**told["source"]), Memory(), zone="UTC", now=now)
rules = CrawlRules(allow=(told["site"],), delay=0, beat=0.2)
worker = Worker(tuple(told["worker"]), stall=timedelta(seconds=1))
crawl_batch([job], var=Path(told["var"]), settings=rules, now=now, worker=worker)
"""


@pytest.mark.parametrize("path", ["waits", "spins"])
def test_a_worker_does_not_outlive_its_supervisor_and_its_files_go_next_time(
    tmp_path: Path, over: threading.Event, path: str
) -> None:
    asked = threading.Event()

    def page(_: Asked) -> Answer:
        asked.set()
        return Answer(str(over.wait(60))) if path == "waits" else Answer("<html>")

    with fake_web() as web:
        web.says[f"/{path}"] = page
        source = {"name": path, "where": web.url(f"/{path}"), "business": "Café Ida"}
        told = {"now": NOW.isoformat(), "var": str(tmp_path), "site": web.site, "worker": BAD, "source": source}
        supervisor = subprocess.Popen([sys.executable, "-c", SUPERVISOR, json.dumps(told)], cwd=ROOT)
        assert asked.wait(60)
        supervisor.kill()
        supervisor.wait()
        [log] = (tmp_path / "spool").glob("*.log")
        assert ends_within(30, log)
        web.says["/fine"] = ReviewPages(cards(2))
        fine = crawl([a_source("fine", web.url("/fine"))], [web], tmp_path, worker=Worker())["fine"]
    assert (fine.verdict, list((tmp_path / "spool").iterdir())) == (Verdict.OK, [])


def ends_within(seconds: float, log: Path) -> bool:
    """Whether the worker that writes `log` is gone by then; with it goes the lock on the file."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with log.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                time.sleep(0.05)
            else:
                return True
    return False
