"""Manners: robots.txt under concurrency and in its odd states, waits a site asks for, redirects, signs of refusal."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import SecretStr
from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.http import Response

from config import Source
from crawler.failures import explain
from crawler.jobs import CrawlJob, CrawlRules
from crawler.polite import MAX_NOT_BEFORE, RetryAfter, StayOnSite, wait_asked
from crawler.refusal import Refusal
from crawler.robots import MAX_DELAY, Robots, RobotsMiddleware, body_of
from crawler.settings import scrapy_settings
from crawler.signs import strange, title_of

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
SHY = b"User-agent: *\nDisallow: /private\n"


class Site:
    """Answers for robots.txt after a moment, and counts how often it was asked; an exception is raised."""

    def __init__(self, answer: Response | Exception) -> None:
        self.engine, self.answer, self.asked = self, answer, 0

    async def download_async(self, request: Request) -> Response:
        self.asked += 1
        assert request.meta["for_robots"]
        await asyncio.sleep(0.01)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def an_answer(status: int = 200, body: bytes = SHY, kind: str = "text/plain") -> Response:
    return Response("http://a.example/robots.txt", status=status, body=body, headers={"Content-Type": kind})


def ask(site: Site, *urls: str, known: dict[str, str] | None = None) -> list[Any]:
    """What robots.txt says to requests that come at the same time: None to go, or the Refusal."""
    middleware = RobotsMiddleware(site, known or {}, {})  # type: ignore[arg-type]

    async def all_at_once() -> list[Any]:
        asked = (middleware.process_request(Request(url)) for url in urls)
        return await asyncio.gather(*asked, return_exceptions=True)

    return asyncio.run(all_at_once())


def test_requests_that_come_while_robots_txt_is_on_its_way_are_all_held_to_it() -> None:
    site = Site(an_answer())
    said = ask(site, *(f"http://a.example/private/{n}" for n in range(12)))
    assert [getattr(one, "code", one) for one in said] == ["robots"] * 12
    assert site.asked == 1


def test_what_robots_txt_does_not_mention_is_read() -> None:
    assert ask(Site(an_answer()), "http://a.example/reviews") == [None]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (an_answer(404), None),
        (an_answer(403), None),
        (an_answer(200, b"<html>we answer everything</html>", "text/html"), None),
        (an_answer(200, b"", "text/plain"), None),
        (an_answer(500), "robots_down"),
        (an_answer(503), "robots_down"),
        (an_answer(429), "robots_down"),
        (DownloadConnectionRefusedError("no"), "connection"),
        (DownloadTimeoutError("no"), "timeout"),
        (Refusal("address", "private"), "address"),
    ],
)
def test_no_robots_txt_allows_all_and_an_unreachable_one_nothing(answer: Any, code: str | None) -> None:
    [said] = ask(Site(answer), "http://a.example/private/x")
    assert getattr(said, "code", None) == code


def test_a_robots_txt_at_hand_is_not_asked_for_again() -> None:
    site = Site(an_answer())
    [said] = ask(site, "http://a.example/private/x", known={"a.example": SHY.decode()})
    assert (said.code, site.asked) == ("robots", 0)


def test_a_crawl_delay_spaces_the_requests_out() -> None:
    site = Site(an_answer(body=b"User-agent: *\nCrawl-delay: 0.05\n"))

    async def three() -> float:
        middleware = RobotsMiddleware(site, {}, {})  # type: ignore[arg-type]
        loop = asyncio.get_running_loop()
        await middleware.process_request(Request("http://a.example/1"))
        start = loop.time()
        for n in (2, 3):
            await middleware.process_request(Request(f"http://a.example/{n}"))
        return loop.time() - start

    assert asyncio.run(three()) >= 0.09


@pytest.mark.parametrize(
    ("body", "delay"),
    [
        ("User-agent: *\nCrawl-delay: 2", 2.0),
        ("User-agent: *\nCrawl-delay: 86400", MAX_DELAY),
        ("User-agent: other\nCrawl-delay: 9", 0.0),
        ("", 0.0),
    ],
)
def test_a_crawl_delay_is_kept_within_reason(body: str, delay: float) -> None:
    assert Robots(body).delay == delay


def test_a_rule_for_us_by_name_wins_over_the_rule_for_all() -> None:
    robots = Robots("User-agent: *\nDisallow: /\n\nUser-agent: grapevine\nAllow: /\n")
    assert robots.allows("http://a.example/r")


def test_a_huge_robots_txt_is_read_in_part() -> None:
    assert len(body_of(200, b"#" * 2_000_000, "text/plain")) == 512 * 1024


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("0", timedelta(0)),
        ("120", timedelta(seconds=120)),
        ("Sun, 22 Nov 2026 08:05:00 GMT", timedelta(minutes=5)),
        ("Sun, 22 Nov 2026 07:00:00 GMT", timedelta(0)),
        ("99999999999999999999", MAX_NOT_BEFORE),
        ("Fri, 31 Dec 2100 00:00:00 GMT", MAX_NOT_BEFORE),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_retry_after_is_understood_in_both_its_forms(header: str, wait: timedelta | None) -> None:
    assert wait_asked(header, NOW) == wait


@pytest.mark.parametrize("status", [429, 503])
def test_a_long_wait_ends_the_run_and_names_the_time(status: int) -> None:
    middleware = RetryAfter(SimpleNamespace(), lambda: NOW, {})  # type: ignore[arg-type]
    answer = Response("http://a.example/r", status=status, headers={"Retry-After": "3600"})
    with pytest.raises(Refusal) as refused:
        middleware.process_response(Request("http://a.example/r"), answer)
    assert (refused.value.code, refused.value.not_before) == ("waiting", NOW + timedelta(hours=1))


def test_what_a_site_asks_of_one_crawl_holds_for_the_others() -> None:
    until: dict[str, tuple[datetime, int]] = {}
    one, other = (RetryAfter(SimpleNamespace(), lambda: NOW, until) for _ in range(2))  # type: ignore[arg-type]
    answer = Response("http://a.example/r", status=429, headers={"Retry-After": "3600"})
    with pytest.raises(Refusal):
        one.process_response(Request("http://a.example/r"), answer)
    with pytest.raises(Refusal) as refused:
        asyncio.run(other.process_request(Request("http://a.example/s")))
    assert refused.value.not_before == NOW + timedelta(hours=1)
    asyncio.run(other.process_request(Request("http://b.example/s")))


@pytest.mark.parametrize(("status", "header"), [(200, "3600"), (429, ""), (503, "soon")])
def test_an_answer_that_asks_for_no_wait_is_handed_on(status: int, header: str) -> None:
    middleware = RetryAfter(SimpleNamespace(), lambda: NOW, {})  # type: ignore[arg-type]
    answer = Response("http://a.example/r", status=status, headers={"Retry-After": header})
    assert middleware.process_response(Request("http://a.example/r"), answer) is answer


def redirected(came: str, to: str, **meta: Any) -> Request:
    return Request(to, headers={"X-Key": "k", "Accept": "*/*"}, meta={"redirect_urls": [came], **meta})


def test_a_redirect_to_another_site_is_not_followed() -> None:
    with pytest.raises(Refusal) as refused:
        StayOnSite([]).process_request(redirected("https://a.example/r", "https://b.example/r"))
    assert (refused.value.code, "b.example" in refused.value.said) == ("left_site", True)


@pytest.mark.parametrize(
    ("to", "kept"), [("https://a.example/s", True), ("https://www.a.example/r", False), ("http://a.example/r", False)]
)
def test_a_key_goes_to_the_origin_it_is_for_and_nowhere_else(to: str, kept: bool) -> None:
    request = redirected("https://a.example/r", to)
    StayOnSite(["X-Key"]).process_request(request)
    assert ("X-Key" in request.headers, "Accept" in request.headers) == (kept, True)


def test_a_robots_txt_may_live_on_another_site() -> None:
    request = redirected("https://a.example/robots.txt", "https://b.example/robots.txt", for_robots=True)
    StayOnSite(["X-Key"]).process_request(request)
    assert "X-Key" not in request.headers


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Refusal("robots", "no"), "robots"),
        (CannotResolveHostError("x"), "dns"),
        (DownloadTimeoutError("x"), "timeout"),
        (DownloadConnectionRefusedError("x"), "connection"),
        (DownloadCancelledError("x"), "too_large"),
        (IgnoreRequest("max redirections reached"), "redirects"),
        (IgnoreRequest("exceeded DOWNLOAD_MAXSIZE (1 B)"), "too_large"),
        (OSError("x"), "connection"),
        (ZeroDivisionError("x"), "bug"),
    ],
)
def test_each_error_of_the_world_has_a_code_and_what_is_left_is_a_bug(error: Exception, code: str) -> None:
    assert explain(error)[0] == code


def test_every_open_door_of_the_engine_is_shut() -> None:
    source = Source(name="Own site", where="https://a.example/r", language="da", headers={"X-Key": SecretStr("k")})
    settings = scrapy_settings(CrawlRules(contact="ida@cafe-ida.example"), CrawlJob(source, "Europe/Copenhagen"))
    shut = ("TELNETCONSOLE", "REMOTE_CONTROL", "HTTPCACHE", "HTTPPROXY", "COOKIES")
    assert [settings[f"{name}_ENABLED"] for name in shut] == [False] * 5
    assert {name: settings["DOWNLOAD_HANDLERS"][name] for name in ("file", "data", "ftp", "s3")} == dict.fromkeys(
        ("file", "data", "ftp", "s3")
    )
    assert settings["DOWNLOAD_VERIFY_CERTIFICATES"]
    assert (settings["DOWNLOAD_MAXSIZE"], settings["DOWNLOAD_TIMEOUT"]) == (8 * 1024 * 1024, 30.0)
    assert settings["DEFAULT_REQUEST_HEADERS"]["Accept-Language"] == "da"
    assert settings["DOWNLOADER_MIDDLEWARES"]["crawler.robots.RobotsMiddleware"] == 100


LONG = b"<p>words</p>" * 2000


@pytest.mark.parametrize(
    ("url", "body", "sign"),
    [
        ("https://a.example/login", b"<title>x</title>", "login"),
        ("https://a.example/de/anmelden?to=r", b"", "login"),
        ("https://a.example/r", b"<title>Se connecter - A</title>", "login"),
        ("https://a.example/r", b'<input name="p" type="password">', "login"),
        ("https://a.example/r", LONG + b'<input name="p" type="password">', ""),  # a box in a corner of a real page
        ("https://a.example/r", b"<p>Please solve the captcha</p>", "challenge"),
        ("https://a.example/r", LONG + b"<div class=g-recaptcha>", ""),  # guards a contact form
        ("https://a.example/r", LONG + b"<script src=/cdn/challenge-platform/x.js>", "challenge"),
        ("https://a.example/blog/r", b"<title>Our blog</title>", ""),
    ],
)
def test_a_sign_in_page_and_a_robot_check_are_told_from_a_rebuilt_page(url: str, body: bytes, sign: str) -> None:
    assert strange(url, body, title_of(body)) == sign
