"""Servers that break HTTP: a real worker reads what can be read, and says of the rest what is wrong, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from crawls import a_source, crawl_first
from fakeweb import cards, json_ld
from rawweb import RawWeb, raw_web

from crawler.supervisor import CrawlResult
from model import Verdict

BODY = f"<html><head><title>Guests</title>{json_ld(cards(2), 2)}</head></html>".encode()
SIZE = b"Content-Length: %d\r\n" % len(BODY)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
CHUNK = b"%x\r\n%b\r\n" % (len(BODY), BODY)
WELL = HEAD + SIZE + b"\r\n" + BODY
COOKIES = b"".join(b"Set-Cookie: c%d=%b\r\n" % (number, b"v" * 300) for number in range(120))


def moved(to: bytes) -> bytes:
    return b"HTTP/1.1 302 Found\r\nLocation: %b\r\nContent-Length: 0\r\n\r\n" % to


def packed(way: bytes) -> bytes:
    """Says that it is packed, and is not."""
    return HEAD + b"Content-Encoding: %b\r\n" % way + SIZE + b"\r\n" + BODY


READ = {
    "well-formed": WELL,
    "head over 8 KB": HEAD + b"Content-Security-Policy: %b\r\n" % (b"a" * 12_000) + SIZE + b"\r\n" + BODY,
    "head of 36 KB in cookies": HEAD + COOKIES + SIZE + b"\r\n" + BODY,
    "bare line feeds": WELL.replace(b"\r\n", b"\n"),
    "status without words": WELL.replace(b"200 OK", b"200"),
    "HTTP/1.0 to the end": b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + BODY,
    "length given twice": HEAD + SIZE + SIZE + b"\r\n" + BODY,
    "Latin-1 in the head": HEAD + b"X-Name: Caf\xe9\r\n" + SIZE + b"\r\n" + BODY,
    "both chunked and a length": HEAD + b"Content-Length: 10\r\n" + CHUNKED + b"\r\n" + CHUNK + b"0\r\n\r\n",
    "hints before the answer": b"HTTP/1.1 103 Early Hints\r\nLink: </x.css>; rel=preload\r\n\r\n" + WELL,
    "redirect in raw UTF-8": moved("/bewertungen-für-café".encode()),
    "redirect with a space": moved(b"/well-formed?a=b c"),
    "a line without a colon": HEAD + b"nonsense\r\n" + SIZE + b"\r\n" + BODY,
    "an unknown charset": WELL.replace(b"text/html", b"text/html; charset=klingon"),
    "an unknown packing": packed(b"snappy"),
    "3000 lines of head": HEAD + b"X-A: b\r\n" * 3000 + SIZE + b"\r\n" + BODY,
}
BROKEN = {
    "a space before the colon": (WELL.replace(b"Content-Length:", b"Content-Length :"), 3, "was no HTTP"),
    "shorter than it says": (HEAD + b"Content-Length: 50000\r\n\r\n" + BODY, 3, "broke off before its end"),
    "chunks without an end": (HEAD + CHUNKED + b"\r\n" + CHUNK, 3, "broke off before its end"),
    "a false gzip": (packed(b"gzip"), 1, "cannot be unpacked"),
    "a false deflate": (packed(b"deflate"), 1, "cannot be unpacked"),
    "a false brotli": (packed(b"br"), 1, "cannot be unpacked"),
    "a false zstd": (packed(b"zstd"), 1, "cannot be unpacked"),
    "another protocol": (b"SSH-2.0-OpenSSH_9\r\n", 3, "was no HTTP"),
    "nothing at all": (b"", 3, "was no HTTP"),
    "two lengths": (HEAD + SIZE + b"Content-Length: 7\r\n\r\n" + BODY, 3, "was no HTTP"),
    "a length below nought": (HEAD + b"Content-Length: -5\r\n\r\n" + BODY, 3, "was no HTTP"),
    "a status in letters": (b"HTTP/1.1 abc OK\r\nContent-Length: 0\r\n\r\n", 3, "was no HTTP"),
    "a head of a megabyte": (HEAD + b"X-A: %b\r\n" % (b"a" * 1_000_000) + SIZE + b"\r\n" + BODY, 3, "was no HTTP"),
    "redirect to half an address": (moved(b"http://[::1"), 1, "no address"),
    "redirect to slashes": (moved(b"//[:/"), 1, "no address"),
    "redirect to itself": (moved(b""), 6, "redirects in circles"),
}
FRESH = "/bewertungen-f%C3%BCr-caf%C3%A9"


@dataclass(frozen=True)
class Crawled:
    results: dict[str, CrawlResult]
    web: RawWeb

    def asked(self, name: str) -> int:
        return self.web.asked.count(path_of(name))


def path_of(name: str) -> str:
    return f"/{name.replace(' ', '-')}"


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    answers = READ | {name: answer for name, (answer, _, _) in BROKEN.items()}
    with raw_web() as web:
        web.plays = {path_of(name): answer for name, answer in answers.items()} | {FRESH: WELL}
        sources = [a_source(name, web.url(path_of(name))) for name in answers]
        yield Crawled(crawl_first(sources, tmp_path_factory.mktemp("var"), [web.site]), web)


@pytest.mark.parametrize("name", READ)
def test_what_browsers_put_up_with_is_read(crawled: Crawled, name: str) -> None:
    result = crawled.results[name]
    assert (result.verdict, len(result.reviews)) == (Verdict.OK, 2), result.said


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_answer_is_said_in_words_and_tried_again_a_little(crawled: Crawled, name: str) -> None:
    _, requests, words = BROKEN[name]
    result = crawled.results[name]
    assert (result.verdict, words in result.said) == (Verdict.UNREACHABLE, True), result.said
    assert "check the address" in result.said
    assert crawled.asked(name) == requests


def test_a_redirect_to_an_odd_address_is_followed_as_browsers_do(crawled: Crawled) -> None:
    assert FRESH in crawled.web.asked
    assert "/well-formed?a=b%20c" in crawled.web.asked
