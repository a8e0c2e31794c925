"""A real worker is sent, in every way we know, to an address nobody allowed: not one request may arrive there."""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from crawls import a_source, crawl_first
from fakeweb import Answer, FakeWeb, ReviewPages, cards, fake_web, json_ld
from pydantic import SecretStr, ValidationError

from crawler.process import Worker
from crawler.supervisor import CrawlResult
from model import Verdict

KEY = "a-key-for-the-house-alone"


def speaks_ipv6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


SPEAKS_IPV6 = speaks_ipv6()


def moved(to: str, status: int = 302) -> Answer:
    return Answer("", status, {"Location": to})


def refreshed(to: str) -> Answer:
    return Answer(f'<meta http-equiv="refresh" content="0; url={to}">')


def leading_to(next_page: str) -> Answer:
    return Answer(json_ld(cards(2), 9) + f'<a rel="next" href="{next_page}">more</a>')


@dataclass(frozen=True)
class Crawled:
    results: dict[str, CrawlResult]
    web: FakeWeb
    hidden: tuple[FakeWeb, ...]


PRIVATE = "private or reserved address"
LITERALS = {
    "number": "127.0.0.1",
    "decimal": "2130706433",
    "hexadecimal": "0x7f000001",
    "octal": "0177.0.0.1",
    "short": "127.1",
    "nought": "0",
    "IPv6": "[::1]",
    "IPv4 in IPv6": "[::ffff:127.0.0.1]",
    "IPv4 behind NAT64": "[64:ff9b::7f00:1]",
    "localhost": "localhost",
    "wide figures": "１２７.0.0.1",
    "ringed figures": "①②⑦.⓪.⓪.①",
    "metadata of a cloud": "169.254.169.254",
}
"""Spellings of an address of this machine, or of a network's own: none may be connected to."""

SENT_ON = {
    "302": (Verdict.BLOCKED, "leads to another site"),
    "307": (Verdict.BLOCKED, "leads to another site"),
    "refresh": (Verdict.BLOCKED, "leads to another site"),
    "to metadata": (Verdict.BLOCKED, "leads to another site"),
    "to file": (Verdict.CHANGED, "cannot follow (HTTP 302)"),
    "to data": (Verdict.CHANGED, "cannot follow (HTTP 302)"),
    "to ftp": (Verdict.CHANGED, "cannot follow (HTTP 302)"),
    "refresh to file": (Verdict.CHANGED, "no schema.org reviews"),
    "robots sent on": (Verdict.BLOCKED, PRIVATE),
    "next to file": (Verdict.OK, "2 reviews read"),
    "next elsewhere": (Verdict.OK, "2 reviews read"),
}
"""What the allowed site does, and what is made of it."""

NAMED = {
    "a name": (Verdict.OK, "2 reviews read"),
    "its other name": (Verdict.OK, "2 reviews read"),
    "two numbers": (Verdict.OK, "2 reviews read"),
    "a private name": (Verdict.BLOCKED, PRIVATE),
    "a private IPv6 name": (Verdict.BLOCKED, PRIVATE),
    "a name of metadata": (Verdict.BLOCKED, PRIVATE),
    "sent on within the site": (Verdict.BLOCKED, "intern.cafe.example"),
    "next within the site": (Verdict.BLOCKED, "intern.cafe.example"),
    "turns": (Verdict.BLOCKED, "turns.example (127.0.0.2)"),
    "nobody": (Verdict.UNREACHABLE, "host name is not known"),
    "no host": (Verdict.BLOCKED, "cannot be"),
    "no port": (Verdict.UNREACHABLE, "no address"),
}
"""Names of NAMES, and what comes of them."""

NAMES = {
    "cafe.example": [["127.0.0.1"]],
    "www.cafe.example": [["127.0.0.1"]],
    "both.cafe.example": [["127.0.0.2", "127.0.0.1"]],
    "intern.cafe.example": [["127.0.0.2"]],
    "intern6.cafe.example": [["::1"]],
    "meta.cafe.example": [["169.254.169.254", "fd00:ec2::254"]],
    "turns.example": [["127.0.0.1"], ["127.0.0.2"]],  # harmless for robots.txt, private for the page
    "nobody.example": [[]],
}


def say_everything(web: FakeWeb, hidden: str) -> None:
    own = f"intern.cafe.example:{web.port}"
    web.says = {
        "/r": ReviewPages(cards(2)),
        "/302": moved(hidden),
        "/307": moved(hidden, 307),
        "/refresh": refreshed(hidden),
        "/to-metadata": moved("http://169.254.169.254/latest/meta-data/"),
        "/to-file": moved("file:///etc/hostname"),
        "/to-data": moved("data:text/html,secret"),
        "/to-ftp": moved(hidden.replace("http:", "ftp:")),
        "/refresh-to-file": refreshed("file:///etc/hostname"),
        "/next-to-file": leading_to("file:///etc/hostname"),
        "/next-elsewhere": leading_to(hidden),
        "/sent-on-within-the-site": moved(f"http://{own}/secret"),
        "/next-within-the-site": leading_to(f"http://{own}/secret"),
        "/its-other-name": moved(f"http://www.cafe.example:{web.port}/r"),
        "/no-host": moved(f"http://{'a' * 64}.cafe.example:{web.port}/r"),
        "/no-port": moved("http://www.cafe.example:99999/r"),
    }


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    with ExitStack() as stack:
        web, astray = stack.enter_context(fake_web()), stack.enter_context(fake_web())
        places = [("127.0.0.1", 0), ("127.0.0.2", web.port), *([("::1", web.port)] if SPEAKS_IPV6 else [])]
        hidden = [stack.enter_context(fake_web(host=host, port=port)) for host, port in places]
        say_everything(web, hidden[0].url("/secret"))
        astray.says = {"/robots.txt": moved(hidden[0].url("/robots.txt")), "/r": ReviewPages(cards(2))}
        literals = {name: f"http://{host}:{hidden[0].port}/secret" for name, host in LITERALS.items()}
        literals["IPv6"] = f"http://[::1]:{web.port}/secret"
        sent_on = {name: web.url(f"/{name.replace(' ', '-')}") for name in SENT_ON}
        urls = literals | sent_on | {"robots sent on": astray.url("/r")} | named_urls(web.port)
        sources = [a_source(name, url, headers={"X-Key": SecretStr(KEY)}) for name, url in urls.items()]
        allow = (web.site, astray.site, *(f"{host}cafe.example:{web.port}" for host in ("", "www.")))
        command = (sys.executable, "-m", "tests.named_worker", json.dumps(NAMES))
        results = crawl_first(sources, tmp_path_factory.mktemp("var"), allow, batch={"worker": Worker(command)})
        yield Crawled(results, web, tuple(hidden))


def named_urls(port: int) -> dict[str, str]:
    hosts = {
        "a name": "cafe",
        "two numbers": "both.cafe",
        "a private name": "intern.cafe",
        "a private IPv6 name": "intern6.cafe",
        "a name of metadata": "meta.cafe",
        "turns": "turns",
        "nobody": "nobody",
    }
    urls = {name: f"http://{host}.example:{port}/r" for name, host in hosts.items()}
    others = ("its other name", "sent on within the site", "next within the site", "no host", "no port")
    return urls | {name: f"http://cafe.example:{port}/{name.replace(' ', '-')}" for name in others}


def test_no_request_ever_reaches_a_hidden_host(crawled: Crawled) -> None:
    assert [asked for web in crawled.hidden for asked in web.asked] == []


@pytest.mark.parametrize("name", LITERALS)
def test_every_spelling_of_a_private_address_is_refused_once_in_words(crawled: Crawled, name: str) -> None:
    result = crawled.results[name]
    assert (result.verdict, PRIVATE in result.said) == (Verdict.BLOCKED, True), result.said
    assert "to crawl: allow: in config.yaml" in result.said
    assert result.report.requests == 1, "robots.txt was refused, and not tried again"


@pytest.mark.parametrize("name", [*SENT_ON, *NAMED])
def test_whoever_sends_us_on_or_names_a_host_is_held_to_the_same_rule(crawled: Crawled, name: str) -> None:
    verdict, words = (SENT_ON | NAMED)[name]
    result = crawled.results[name]
    assert (result.verdict, words in result.said) == (verdict, True), result.said
    assert len(result.reviews) == (2 if verdict is Verdict.OK or name.startswith("next") else 0)


def test_a_key_is_sent_to_the_origin_it_is_for_only(crawled: Crawled) -> None:
    asked = [(asked.headers["host"].partition(":")[0], asked.headers.get("x-key")) for asked in crawled.web.asked]
    assert ("cafe.example", KEY) in asked
    assert ("www.cafe.example", None) in asked
    assert ("www.cafe.example", KEY) not in asked


@pytest.mark.parametrize("scheme", ["file:///etc/hostname", "data:text/html,x", "ftp://127.0.0.1/x", "s3://bucket/x"])
def test_only_web_addresses_can_be_configured(scheme: str) -> None:
    with pytest.raises(ValidationError, match="not a web address"):
        a_source("odd", scheme)


@pytest.mark.skipif(not SPEAKS_IPV6, reason="this machine has no ::1")
def test_an_ipv6_host_that_is_allowed_is_read(tmp_path: Path) -> None:
    with fake_web(host="::1") as web:
        web.says["/r"] = ReviewPages(cards(2))
        [result] = crawl_first([a_source("six", web.url("/r"))], tmp_path, [web.site]).values()
    assert (result.verdict, web.paths()) == (Verdict.OK, ["/robots.txt", "/r"])
