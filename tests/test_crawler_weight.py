"""Sites that are slow, silent or too much: a real worker gives up in time, takes little, and says why."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import brotli
import pytest
from crawls import a_source, crawl_first
from fakeweb import Answer, Asked, cards, fake_web, json_ld
from rawweb import Play, RawWeb, raw_web

from crawler.supervisor import CrawlResult
from model import Verdict

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
MEGABYTE = 1024 * 1024
UNPACKED = 200 * MEGABYTE


@dataclass
class Flood:
    """64 MB in chunks; `sent` is how many megabytes anybody took."""

    sent: int = 0

    def __call__(self, to: socket.socket) -> None:
        to.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        for _ in range(64):
            to.sendall(b"%x\r\n%b\r\n" % (MEGABYTE, b"x" * MEGABYTE))
            self.sent += 1


def packed(way: bytes, body: bytes) -> bytes:
    return HEAD + b"Content-Encoding: %b\r\nContent-Length: %d\r\n\r\n" % (way, len(body)) + body


SLOW, LARGE = (Verdict.UNREACHABLE, "did not answer in time"), (Verdict.CHANGED, "larger than we read")
BOMB = (Verdict.CHANGED, "unpacks to more than we read")
EXPECTED = {
    "hangs": (SLOW, 2),
    "drips": (SLOW, 2),
    "drips its head": (SLOW, 2),
    "robots hangs": (SLOW, 0),
    "floods": (LARGE, 1),
    "says how large": (LARGE, 1),
    "bomb": (BOMB, 1),
    "brotli bomb": (BOMB, 1),
    "bomb in a bomb": (BOMB, 1),
}
"""Verdict and words, and how often the page was asked for: never where not even robots.txt comes."""


@dataclass(frozen=True)
class Crawled:
    results: dict[str, CrawlResult]
    webs: dict[str, RawWeb]
    flood: Flood


def answers(webs: dict[str, RawWeb], flood: Flood) -> dict[str, bytes | Play]:
    bomb = gzip.compress(bytes(UNPACKED), 1)
    return {
        "hangs": webs["hangs"].hang,
        "drips": webs["drips"].drip,
        "drips its head": webs["drips its head"].drip_head,
        "floods": flood,
        "says how large": HEAD + b"Content-Length: %d\r\n\r\nx" % (64 * MEGABYTE),
        "bomb": packed(b"gzip", bomb),
        "brotli bomb": packed(b"br", brotli.compress(bytes(UNPACKED), quality=1)),
        "bomb in a bomb": packed(b"gzip, gzip", gzip.compress(bomb)),
    }


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    flood = Flood()
    with ExitStack() as stack:
        webs = {name: stack.enter_context(raw_web()) for name in EXPECTED}
        for name, answer in answers(webs, flood).items():
            webs[name].plays["/r"] = answer
        webs["robots hangs"].plays["/robots.txt"] = webs["robots hangs"].hang
        sources = [a_source(name, web.url("/r")) for name, web in webs.items()]
        allow = [web.site for web in webs.values()]
        var = tmp_path_factory.mktemp("var")
        yield Crawled(crawl_first(sources, var, allow, timeout=1, at_once=4), webs, flood)


@pytest.mark.parametrize("name", EXPECTED)
def test_who_is_too_slow_or_too_much_is_left_in_time_and_named(crawled: Crawled, name: str) -> None:
    (verdict, words), asked = EXPECTED[name]
    result = crawled.results[name]
    assert (result.verdict, words in result.said) == (verdict, True), result.said
    assert ("check the address" if verdict is Verdict.UNREACHABLE else "sources test") in result.said
    assert crawled.webs[name].asked.count("/r") == asked


def test_of_a_flood_no_more_is_taken_than_a_page_may_have(crawled: Crawled) -> None:
    assert 8 <= crawled.flood.sent < 40  # what the sockets buffer is on top of the eight we read


def endless(asked: Asked) -> Answer:
    """A list that never runs out of new reviews."""
    page = int(asked.query.get("page", "1"))
    body = json_ld(cards(2, first=page * 2), 10**6) + f'<a rel="next" href="?page={page + 1}">more</a>'
    return Answer(f"<html><head>{body}</head></html>", headers={"ETag": '"e"'})


def read_endless(var: Path, *, pages: int, longest: float) -> tuple[CrawlResult, int]:
    """What came of it, and how many pages were asked for."""
    with fake_web() as web:
        web.says["/r"] = endless
        source = a_source("endless", web.url("/r"), pages=pages)
        [result] = crawl_first([source], var, [web.site], longest=longest).values()
    return result, len(web.asked) - 1  # robots.txt


def test_a_list_without_end_is_read_for_as_many_pages_as_its_source_allows(tmp_path: Path) -> None:
    result, asked = read_endless(tmp_path, pages=5, longest=900)
    assert (result.verdict, len(result.reviews), asked) == (Verdict.OK, 10, 5)
    assert (result.report.finish, result.etag) == ("pages", '"e"')


def test_a_crawl_that_takes_too_long_is_stopped_and_what_was_read_is_kept(tmp_path: Path) -> None:
    result, _ = read_endless(tmp_path, pages=1000, longest=1)
    assert (result.verdict, "took too long" in result.said) == (Verdict.UNREACHABLE, True), result.said
    assert "fewer `pages:` help" in result.said
    assert len(result.reviews) == 2 * result.report.pages > 0
    assert result.etag is None, "the next crawl must not be told that nothing changed"
