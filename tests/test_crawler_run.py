"""One batch of many sources through a real worker process, against sites on loopback."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fakeweb import Answer, Asked, FakeWeb, ReviewPages, cards, fake_web, json_ld, robots, self_signed
from pydantic import SecretStr

from config import Source
from crawler.jobs import CrawlRules, Memory, plan
from crawler.pagestore import kept_page
from crawler.supervisor import CrawlResult, crawl_batch
from model import Verdict

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
SECRET = "s3cret-token-for-tests"


@dataclass(frozen=True)
class Crawled:
    """What came of the batch; `web` is the well-behaved host, `shy` the one whose robots.txt forbids."""

    results: dict[str, CrawlResult]
    web: FakeWeb
    shy: FakeWeb
    hidden: FakeWeb
    busy: FakeWeb
    var: Path

    def verdict(self, name: str) -> tuple[Verdict, str]:
        return self.results[name].verdict, self.results[name].said

    def pages(self, path: str) -> list[str]:
        return [asked for asked in self.web.paths() if asked.startswith(path)]


def a_source(name: str, where: str, **more: Any) -> Source:
    return Source(name=name, where=where, business="Café Ida", **more)


def say_everything(web: FakeWeb, hidden: FakeWeb) -> None:
    shown = cards(12)
    web.says |= {
        "/fine": ReviewPages(shown),
        "/sign-in": Answer("<title>Sign in</title><form><input type=password></form>"),
        "/moved-inside": redirect("/sign-in"),
        "/forbidden": Answer("no", 403),
        "/gone": Answer("gone", 404),
        "/rebuilt": Answer("<html><title>New look</title><body><p>Welcome to our new page</p></body></html>"),
        "/waits-not": _once(Answer("slow down", 429, {"Retry-After": "0"}), ReviewPages(shown[:3])),
        "/flaky": _once(Answer("oh", 500), ReviewPages(shown[:2])),
        "/broken": Answer("oh", 502),
        "/to-private": redirect(hidden.url("/secret")),
        "/to-file": redirect("file:///etc/hostname"),
        "/circle": redirect("/circle"),
        "/check": Answer("<title>Just a moment...</title>", 200),
        "/endless": endless(),
        "/api": Answer(json.dumps({"items": [{"key": 7, "words": "Lovely cake", "score": 9}]}), headers=JSON),
        "/by-number": by_number,
        "/feed": Answer(FEED, headers={"Content-Type": "application/rss+xml"}),
        "/half": half,
        "/bomb": Answer(gzip.compress(bytes(9_000_000)), headers={"Content-Encoding": "gzip"}),
        "/odd-headers": lambda asked: Answer(ReviewPages(shown[:2])(asked).body, headers=ODD),
        "/never-changed": Answer("", 304),
        "/page-refresh": refreshing,
        "/large": Answer(b"<html>" + b"x" * 9_000_000),
    }


ODD = {"Content-Security-Policy": "a" * 12_000, "X-Name": "Café"}
JSON = {"Content-Type": "application/json"}
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Words</title><item><guid>f1</guid>
<title>A good evening</title><description>The soup was warm</description></item></channel></rss>"""


PLAIN = (
    "fine forbidden gone rebuilt waits-not flaky broken to-private to-file circle check endless half large "
    "never-changed page-refresh bomb odd-headers"
)


def redirect(to: str) -> Answer:
    return Answer("", 302, {"Location": to})


def endless() -> ReviewPages:
    pages = ReviewPages(cards(8))
    pages.endless, pages.total = True, 500
    return pages


def by_number(asked: Asked) -> Answer:
    first = int(asked.query["page"]) * 2 - 1
    rows = [{"id": n, "text": f"Table {n} was ready", "rating": 5} for n in range(first, first + 2) if n <= 5]
    return Answer(json.dumps(rows), headers=JSON)


def refreshing(asked: Asked) -> Answer:
    """A page that loads itself again every half minute."""
    again = f'<meta http-equiv="refresh" content="30; url={asked.path}">'
    return Answer(again + str(ReviewPages(cards(2))(asked).body))


def half(asked: Asked) -> Answer:
    """A list that turns into a sign-in page on its second page."""
    if "page" in asked.query:
        return Answer("<title>Log in to see more</title>")
    return Answer(json_ld(cards(3), 50) + '<a rel="next" href="?page=2">more</a>')


def _once(first: Answer, then: ReviewPages) -> Any:
    answers = [first]
    return lambda asked: answers.pop() if answers else then(asked)


def sources(hosts: Sequence[FakeWeb], folder: Path) -> list[Source]:
    web, shy, unwell, unvouched, busy, hidden = hosts
    plain = [a_source(path, web.url(f"/{path}")) for path in PLAIN.split()]
    return [
        *plain,
        a_source("login", web.url("/moved-inside")),
        a_source(
            "api",
            web.url("/api?key=${API_KEY}"),
            kind="json",
            reviews="items",
            fields={"id": "to_string(key)", "text": "words", "rating": "score"},
            rating_out_of=10,
            headers={"X-Key": SecretStr(SECRET)},
            secrets={"API_KEY": SecretStr(SECRET)},
        ),
        a_source("numbered", web.url("/by-number?page={page}"), kind="json", reviews="@", fields={}),
        a_source("feed", web.url("/feed"), kind="feed"),
        a_source("waits-long", busy.url("/r")),
        a_source("waits too", busy.url("/s")),
        a_source("shy", shy.url("/private/r")),
        a_source("leave given", shy.url("/private/r"), obey_robots=False, why="the owner wrote to us in May"),
        a_source("unwell", unwell.url("/r")),
        a_source("unvouched", f"https://{unvouched.site}/r"),
        a_source("private", hidden.url("/secret")),
        a_source("unknown host", "http://nowhere.invalid/r"),
        a_source("files", str(folder / "*.jsonl"), kind="files"),
        a_source("a form", "table-tent", kind="form"),
    ]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    var = tmp_path_factory.mktemp("var")
    (var / "a.jsonl").write_text('{"id": 1, "rating": 2, "text": "Cold coffee"}\nnot a row\n')
    with ExitStack() as stack:
        web, shy, unwell, hidden, busy = (stack.enter_context(fake_web()) for _ in range(5))
        unvouched = stack.enter_context(fake_web(self_signed(var)))
        say_everything(web, hidden)
        shy.says = {"/robots.txt": robots("Disallow: /private"), "/private/r": ReviewPages(cards(2))}
        unwell.says = {"/robots.txt": Answer("oh", 503), "/r": ReviewPages(cards(2))}
        hidden.says = {"/secret": Answer("secret of the house")}
        busy.says = dict.fromkeys(("/r", "/s"), Answer("slow down", 429, {"Retry-After": "7200"}))
        allow = (web.site, shy.site, unwell.site, unvouched.site, busy.site)
        rules = CrawlRules(contact="ida@cafe-ida.example", allow=allow, delay=0, timeout=10)
        configured = sources((web, shy, unwell, unvouched, busy, hidden), var)
        jobs = [plan(source, Memory(), zone="Europe/Copenhagen", now=NOW) for source in configured]
        results = crawl_batch(jobs, var=var, settings=rules, now=NOW)
        yield Crawled({result.key[1]: result for result in results}, web, shy, hidden, busy, var)


@pytest.mark.parametrize(
    ("name", "verdict", "words"),
    [
        ("fine", Verdict.OK, "12 reviews read, 12 new"),
        ("forbidden", Verdict.BLOCKED, "refused us (HTTP 403)"),
        ("never-changed", Verdict.CHANGED, "HTTP 304"),  # we had not asked whether it has
        ("page-refresh", Verdict.OK, "2 reviews read"),
        ("gone", Verdict.CHANGED, "not there any more (HTTP 404)"),
        ("rebuilt", Verdict.CHANGED, "sources test"),
        ("waits-long", Verdict.WAITING, "asked us to wait until 20"),
        ("waits too", Verdict.WAITING, "asked us to wait until 20"),
        ("waits-not", Verdict.OK, "3 reviews read"),
        ("flaky", Verdict.OK, "2 reviews read"),
        ("broken", Verdict.UNREACHABLE, "HTTP 502"),
        ("to-private", Verdict.BLOCKED, "leads to another site"),
        ("to-file", Verdict.CHANGED, "HTTP 302"),
        ("circle", Verdict.UNREACHABLE, "redirects in circles"),
        ("check", Verdict.BLOCKED, "checks for robots"),
        ("login", Verdict.BLOCKED, "sign-in page"),
        ("half", Verdict.BLOCKED, "sign-in page"),
        ("bomb", Verdict.CHANGED, "unpacks to more than we read"),
        ("odd-headers", Verdict.OK, "2 reviews read"),
        ("unvouched", Verdict.UNREACHABLE, "certificate"),
        ("large", Verdict.CHANGED, "larger than we read"),
        ("shy", Verdict.ROBOTS, "robots.txt asks not to"),
        ("leave given", Verdict.OK, "2 reviews read"),
        ("unwell", Verdict.ROBOTS, "HTTP 503"),
        ("private", Verdict.BLOCKED, "private or reserved address"),
        ("unknown host", Verdict.UNREACHABLE, "host name is not known"),
        ("a form", Verdict.CRASHED, "kind “form”"),
    ],
)
def test_each_source_gets_its_verdict_in_words(crawled: Crawled, name: str, verdict: Verdict, words: str) -> None:
    found, said = crawled.verdict(name)
    assert (found, words in said) == (verdict, True), said


def test_every_page_is_read_once_and_each_review_told(crawled: Crawled) -> None:
    assert crawled.pages("/fine") == ["/fine", "/fine?page=2", "/fine?page=3"]
    reviews = crawled.results["fine"].reviews
    assert [review.external_id for review in reviews] == [f"r{n}" for n in range(1, 13)]
    assert {review.business for review in reviews} == {"Café Ida"}


def test_robots_txt_is_asked_once_for_all_sources_of_a_site_and_handed_back(crawled: Crawled) -> None:
    assert crawled.web.paths().count("/robots.txt") == 1
    assert crawled.results["shy"].robots == {crawled.shy.site: "User-agent: *\nDisallow: /private"}
    assert crawled.results["leave given"].robots == {}
    assert crawled.shy.paths().count("/private/r") == 1  # by the one with leave


def test_a_private_address_is_never_connected_to(crawled: Crawled) -> None:
    assert crawled.hidden.asked == []


def test_a_refused_address_is_tried_once_and_the_entry_to_allow_is_named(crawled: Crawled) -> None:
    assert crawled.hidden.site in crawled.results["private"].said
    assert crawled.results["private"].report.requests == 1


def test_a_long_wait_is_kept_and_not_tried_again(crawled: Crawled) -> None:
    wait = crawled.results["waits-long"].not_before
    assert wait is not None
    assert crawled.results["waits too"].not_before == wait
    assert crawled.busy.paths() == ["/robots.txt", "/r"], "nor by the other source of that site"


def test_who_we_are_is_said_in_every_request(crawled: Crawled) -> None:
    agents = {asked.headers["user-agent"] for asked in crawled.web.asked}
    assert agents == {"Grapevine/0.1 (+ida@cafe-ida.example)"}
    assert not any("cookie" in asked.headers for asked in crawled.web.asked)


def test_a_list_that_never_ends_is_left_at_the_first_repeated_page(crawled: Crawled) -> None:
    assert crawled.pages("/endless") == ["/endless", "/endless?page=2", "/endless?page=3"]
    assert crawled.results["endless"].report.finish == "loop"


def test_json_is_read_with_the_key_and_the_key_stays_out_of_the_facts(crawled: Crawled) -> None:
    result = crawled.results["api"]
    assert [(review.external_id, review.rating) for review in result.reviews] == [("7", 4.5)]
    [asked] = [asked for asked in crawled.web.asked if asked.path == "/api"]
    assert (asked.headers["x-key"], asked.query["key"]) == (SECRET, SECRET)
    assert SECRET not in f"{result.facts} {result.said}"
    assert not any(SECRET.encode() in path.read_bytes() for path in crawled.var.rglob("*") if path.is_file())


def test_pages_by_number_end_at_the_first_empty_one(crawled: Crawled) -> None:
    assert len(crawled.results["numbered"].reviews) == 5
    assert crawled.pages("/by-number")[-1] == "/by-number?page=4"


def test_a_feed_is_read(crawled: Crawled) -> None:
    assert [review.text for review in crawled.results["feed"].reviews] == ["The soup was warm"]


def test_a_bad_row_in_a_file_is_named_and_the_others_are_read(crawled: Crawled) -> None:
    result = crawled.results["files"]
    assert (result.verdict, len(result.reviews), result.report.skipped) == (Verdict.OK, 1, 1)
    assert "line 2" in result.said


def test_a_crawl_that_broke_off_keeps_what_it_read_and_makes_the_next_one_deep(crawled: Crawled) -> None:
    half = crawled.results["half"]
    assert (len(half.reviews), half.etag, half.report.deep_at) == (3, None, None)
    again = plan(half.job.source, Memory({"r1": "x"}, [half.facts]), zone="Europe/Copenhagen", now=NOW)
    assert again.deep


def test_the_last_good_and_the_first_bad_page_are_kept(crawled: Crawled) -> None:
    pages = crawled.var / "pages"
    good = kept_page(pages, "Café Ida/fine", good=True)
    bad = kept_page(pages, "Café Ida/rebuilt", good=False)
    assert good is not None
    assert b"Visit number 1 was fine" in good
    assert bad is not None
    assert b"our new page" in bad


def test_nothing_is_left_of_job_and_spool(crawled: Crawled) -> None:
    assert list((crawled.var / "spool").iterdir()) == []
