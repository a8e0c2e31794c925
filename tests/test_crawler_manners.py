"""How a real worker behaves towards real sites: whom it asks, how often, how fast, and what it opens meanwhile."""

from __future__ import annotations

import gzip
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from crawls import a_source, crawl_first
from fakeweb import Answer, Asked, FakeWeb, ReviewPages, Says, cards, fake_web, robots

from crawler.process import Worker
from crawler.supervisor import CrawlResult
from model import Verdict

DELAY = 0.4
SOON = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=2)
PAGES = ReviewPages(cards(2))
PLAIN = {"Content-Type": "text/plain"}
PACKED = {**PLAIN, "Content-Encoding": "gzip"}


def in_turn(*answers: Answer | Says) -> Says:
    """One answer after the other; the last one stays."""
    left = list(answers)

    def says(asked: Asked) -> Answer:
        said = left.pop(0) if len(left) > 1 else left[0]
        return said if isinstance(said, Answer) else said(asked)

    return says


def busy(retry_after: str, status: int = 429) -> Answer:
    return Answer("slow down", status, {"Retry-After": retry_after})


OK = (Verdict.OK, "2 reviews read")
DOWN = "We try again later; nothing to do"
ROBOTS = ["/robots.txt"]
ONCE = ["/robots.txt", "/r"]
SITES: dict[str, tuple[dict[str, Answer | Says], tuple[Verdict, str], list[str]]] = {
    "robots 404": ({"/r": PAGES}, OK, ONCE),
    "robots 403": ({"/robots.txt": Answer("no", 403), "/r": PAGES}, OK, ONCE),
    "robots page": ({"/robots.txt": Answer("<html>Disallow: /</html>"), "/r": PAGES}, OK, ONCE),
    "robots allow": ({"/robots.txt": robots("Disallow: /x"), "/r": PAGES}, OK, ONCE),
    "robots for another": (
        {"/robots.txt": Answer("User-agent: GPTBot\nDisallow: /", headers=PLAIN), "/r": PAGES},
        OK,
        ONCE,
    ),
    "robots forbid": (
        {"/robots.txt": robots("Disallow: /r")},
        (Verdict.ROBOTS, "`obey_robots: false`"),
        ROBOTS,
    ),
    "robots 500": ({"/robots.txt": Answer("", 500)}, (Verdict.ROBOTS, DOWN), ROBOTS * 3),
    "robots 429": ({"/robots.txt": Answer("", 429)}, (Verdict.ROBOTS, DOWN), ROBOTS),
    "robots huge": ({"/robots.txt": Answer(b"#" * 9_000_000, headers=PLAIN)}, (Verdict.ROBOTS, DOWN), ROBOTS),
    "robots garbled": (
        {"/robots.txt": Answer("Allow: /", headers={**PLAIN, "Content-Encoding": "br"})},
        (Verdict.UNREACHABLE, "cannot be unpacked"),
        ROBOTS,
    ),
    "robots packed": (
        {"/robots.txt": Answer(gzip.compress(b"User-agent: *\nDisallow: /r"), headers=PACKED)},
        (Verdict.ROBOTS, "robots.txt asks not to"),
        ROBOTS,
    ),
    "robots busy": ({"/robots.txt": busy("7200")}, (Verdict.WAITING, "asked us to wait until"), ROBOTS),
    "in a second": ({"/r": in_turn(busy("1"), PAGES)}, OK, [*ONCE, "/r"]),
    "by the clock": ({"/r": in_turn(busy("Sun, 01 Nov 2020 08:00:00 GMT"), PAGES)}, OK, [*ONCE, "/r"]),
    "again and again": ({"/r": busy("0")}, (Verdict.WAITING, "Nothing to do"), [*ONCE, "/r", "/r"]),
    "in two hours": (
        {"/r": busy(format_datetime(SOON, usegmt=True))},
        (Verdict.WAITING, f"until {SOON:%Y-%m-%d %H:%M} UTC"),
        ONCE,
    ),
    "never": ({"/r": busy("9" * 20, 503)}, (Verdict.WAITING, "Nothing to do"), ONCE),
    "no time named": (
        {"/r": Answer("", 429)},
        (Verdict.BLOCKED, "ask again later, more seldom"),
        ONCE,
    ),
    "no time at all": ({"/r": busy("soon")}, (Verdict.BLOCKED, "(HTTP 429)"), ONCE),
    "down, down, up": (
        {"/r": in_turn(Answer("", 500), Answer("", 500), PAGES)},
        OK,
        [*ONCE, "/r", "/r"],
    ),
    "down": ({"/r": Answer("", 500)}, (Verdict.UNREACHABLE, "of its own (HTTP 500)"), [*ONCE, "/r", "/r"]),
}
"""What each site says, the verdict with some of its words, and what was asked for."""


class Door:
    """A site that lets in one at a time: `most` is how many came at once. `opened`: ports of the worker meanwhile."""

    def __init__(self, pid: Path) -> None:
        self._pid, self._inside, self._lock = pid, 0, threading.Lock()
        self.most = 0
        self.opened: list[set[int]] = []

    def __call__(self, asked: Asked) -> Answer:
        with self._through():
            self.opened.append(ports_of(int(self._pid.read_text())))
            time.sleep(0.03)
            return PAGES(asked)

    @contextmanager
    def _through(self) -> Iterator[None]:
        with self._lock:
            self._inside += 1
            self.most = max(self.most, self._inside)
        yield
        with self._lock:
            self._inside -= 1


def ports_of(pid: int) -> set[int]:
    """TCP ports on which the process listens, as Linux tells."""
    ours = {os.readlink(path) for path in Path(f"/proc/{pid}/fd").iterdir() if path.is_symlink()}
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            cells = line.split()
            if cells[3] == "0A" and f"socket:[{cells[9]}]" in ours:
                found.add(int(cells[1].rpartition(":")[2], 16))
    return found


@dataclass(frozen=True)
class Crawled:
    webs: dict[str, FakeWeb]
    door: Door
    results: dict[str, CrawlResult] = field(default_factory=dict)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    var = tmp_path_factory.mktemp("var")
    with ExitStack() as stack:
        webs = {name: stack.enter_context(fake_web()) for name in (*SITES, "calm", "door", "shy")}
        door = Door(var / "pid")
        for name, (says, _, _) in SITES.items():
            webs[name].says = dict(says)
        webs["calm"].says = {"/robots.txt": robots(f"Crawl-delay: {DELAY}"), "/r": ReviewPages(cards(12)), "/s": PAGES}
        webs["door"].says = {f"/{n}": door for n in range(4)}
        webs["shy"].says = {"/robots.txt": robots("Disallow: /")}
        urls = {name: webs[name].url("/r") for name in SITES}
        urls |= {"calm": webs["calm"].url("/r"), "calm too": webs["calm"].url("/s")}
        urls |= {f"door {n}": webs["door"].url(f"/{n}") for n in range(4)}
        urls |= {f"shy {n}": webs["shy"].url(f"/{n}") for n in range(5)}
        command = ("sh", "-c", 'echo $$ > "$0"; exec "$@"', str(var / "pid"), sys.executable, "-m", "crawler")
        sources = [a_source(name, url) for name, url in urls.items()]
        allow = [web.site for web in webs.values()]
        results = crawl_first(sources, var, allow, batch={"worker": Worker(command)}, at_once=8)
        yield Crawled(webs, door, results)


@pytest.mark.parametrize("name", SITES)
def test_a_site_is_asked_so_often_and_no_more(crawled: Crawled, name: str) -> None:
    _, (verdict, words), asked = SITES[name]
    result = crawled.results[name]
    assert (result.verdict, words in result.said) == (verdict, True), result.said
    assert crawled.webs[name].paths() == asked


def test_a_wait_in_seconds_is_waited_out(crawled: Crawled) -> None:
    first, second = [asked.at for asked in crawled.webs["in a second"].asked if asked.path == "/r"]
    assert second - first >= 0.95  # the worker's clock is the wall's


def test_a_wait_until_a_time_is_kept_for_the_next_crawl(crawled: Crawled) -> None:
    assert crawled.results["in two hours"].not_before == SOON


def test_no_site_can_make_us_wait_longer_than_a_week(crawled: Crawled) -> None:
    wait = crawled.results["never"].not_before
    assert wait is not None
    assert wait <= datetime.now(UTC) + timedelta(days=7)


def test_a_crawl_delay_lies_between_all_requests_to_a_site_whatever_source_they_are_for(crawled: Crawled) -> None:
    asked = [asked for asked in crawled.webs["calm"].asked if asked.path != "/robots.txt"]
    assert [one.path for one in asked] == ["/r", "/r", "/r", "/s"]
    # a request may be late at the gate, so two delays are looked at together; one left out would show
    times = [one.at for one in asked]
    assert all(later - first >= 1.5 * DELAY for first, later in zip(times, times[2:], strict=False))


def test_a_site_is_asked_for_robots_txt_once_for_all_its_sources_and_for_nothing_it_forbids(crawled: Crawled) -> None:
    assert crawled.webs["shy"].paths() == ["/robots.txt"]
    assert {crawled.results[f"shy {n}"].verdict for n in range(5)} == {Verdict.ROBOTS}


def test_one_site_is_crawled_by_one_at_a_time(crawled: Crawled) -> None:
    assert crawled.door.most == 1
    assert crawled.webs["door"].paths().count("/robots.txt") == 1
    assert len(crawled.webs["door"].asked) == 5


@pytest.mark.skipif(not Path("/proc/self/net/tcp").exists(), reason="only Linux tells which ports are open")
def test_no_port_is_opened_while_the_worker_runs(crawled: Crawled) -> None:
    assert crawled.door.opened == [set()] * 4
    assert crawled.webs["door"].port in ports_of(os.getpid()), "the way to look works"


def test_every_request_says_who_asks_and_keeps_no_cookie(crawled: Crawled) -> None:
    asked = [asked for web in crawled.webs.values() for asked in web.asked]
    assert {one.headers["user-agent"] for one in asked} == {"Grapevine/0.1 (+ida@cafe-ida.example)"}
    assert not [one for one in asked if {"cookie", "authorization"} & set(one.headers)]
