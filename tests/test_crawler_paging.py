"""Where a list starts, how it goes on, and what its empty pages mean."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fakeweb import Answer, fake_web
from preset_sources import file_of, moved, preset_sources

from crawler.health import judge
from crawler.jobs import CrawlJob, CrawlRules
from crawler.page import Found, Page
from crawler.report_run import RunReport
from crawler.spider import access_token
from crawler.supervisor import crawl_batch
from crawler.walk import Walk, first_url, next_url
from model import Review, Verdict

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
EMPTY = Page((), via="json")
FULL = Page((Found(id="a", text="Fine"),), via="json")


def a_walk(gaps: int = 0, cap: int = 9) -> Walk:
    return Walk({}, deep=True, cap=cap, gaps=gaps)


def reviews(*ids: str) -> list[Review]:
    return [Review("Café Ida", "List", id, None, f"Words {id}") for id in ids]


@pytest.mark.parametrize(
    ("where", "start", "first"),
    [
        ("https://a.example/r?p={page}", None, "https://a.example/r?p=1"),
        ("https://a.example/r?p={page}", "0", "https://a.example/r?p=0"),
        ("https://a.example/r?o={offset}", None, "https://a.example/r?o=0"),
        ("https://a.example/r?c={cursor}", None, "https://a.example/r"),
        ("https://a.example/r?c={cursor}&n=5", None, "https://a.example/r?n=5"),
        ("https://a.example/r?n=5&c={cursor}", None, "https://a.example/r?n=5"),
        ("https://a.example/r?n=5&c={cursor}&m=6", None, "https://a.example/r?n=5&m=6"),
        ("https://a.example/r?c={cursor}", "*", "https://a.example/r?c=*"),
        ("https://a.example/{cursor}/r", None, "https://a.example//r"),
    ],
)
def test_the_first_page_has_no_empty_cursor(where: str, start: str | None, first: str) -> None:
    assert first_url(where, start) == first


@pytest.mark.parametrize(
    ("where", "start", "following"),
    [
        ("https://a.example/?p={page}", "0", "https://a.example/?p=1"),
        ("https://a.example/?p={page}", None, "https://a.example/?p=2"),
        ("https://a.example/?o={offset}", "1", "https://a.example/?o=3"),
    ],
)
def test_pages_are_counted_from_the_start(where: str, start: str | None, following: str) -> None:
    walk = a_walk()
    walk.take(FULL, reviews("a", "b"))
    assert next_url(where, walk, FULL, here=where, start=start) == following


@pytest.mark.parametrize(("gaps", "asked"), [(0, 1), (1, 2), (3, 4), (50, 9)])
def test_as_many_empty_pages_are_read_as_a_source_is_known_for(gaps: int, asked: int) -> None:
    walk = a_walk(gaps)
    while not walk.skip():
        pass
    assert (walk.pages, walk.empty, walk.holes) == (asked, asked, 0)


def test_empty_pages_are_holes_only_if_reviews_follow() -> None:
    walk = a_walk(gaps=2)
    stops = [walk.skip(), walk.take(FULL, reviews("a"))[1], walk.skip(), walk.skip(), walk.take(FULL, reviews("b"))[1]]
    assert (stops, walk.empty, walk.holes) == (["", "", "", "", ""], 3, 3)
    assert [walk.skip() for _ in range(3)] == ["", "", "end"]
    assert walk.holes == 3


def a_report(**facts: object) -> RunReport:
    return replace(RunReport(at=NOW, finish="end", pages=4, via="json"), **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("report", "history", "verdict"),
    [
        (a_report(empty=4), (a_report(seen=5),), Verdict.SHORT),
        (a_report(empty=4), (), Verdict.OK),
        (a_report(empty=4, claimed_total=5), (), Verdict.SHORT),
        (a_report(empty=1, claimed_total=0), (), Verdict.OK),
        (a_report(empty=1, claimed_total=5), (), Verdict.SHORT),  # no gaps allowed, and still none where five should be
        (a_report(empty=1), (a_report(seen=5),), Verdict.CHANGED),  # no gaps allowed: one empty page is the list
        (a_report(empty=3, holes=2, seen=5), (), Verdict.SHORT),
        (a_report(empty=2, seen=5), (), Verdict.OK),  # the usual end of a list with gaps
    ],
)
def test_empty_pages_get_the_verdict_they_deserve(
    report: RunReport, history: tuple[RunReport, ...], verdict: Verdict
) -> None:
    assert judge(report, history)[0] is verdict


def test_a_switched_off_interface_that_leads_home_is_no_empty_list(tmp_path: Path) -> None:
    with fake_web() as web:
        web.says["/IUserReviewsService/GetAppReviews/v1/"] = Answer("", 302, {"Location": "/"})
        web.says["/"] = Answer("<html><title>Welcome</title><body>All our games</body></html>")
        job = CrawlJob(moved(preset_sources(tmp_path)["steam"], web.url("")), "UTC")
        rules = CrawlRules(allow=(web.site,), delay=0, timeout=10)
        [result] = crawl_batch([job], var=tmp_path / "var", settings=rules, now=NOW)
    assert result.verdict is Verdict.BLOCKED
    assert "now leads to" in result.said


@pytest.mark.parametrize(
    ("second", "verdict"),
    [
        (Answer("<html><body>Our new developer portal</body></html>"), Verdict.CHANGED),
        (Answer("<html><title>Log in</title></html>"), Verdict.BLOCKED),
        (Answer('{"errors": ["gone"]}', headers={"Content-Type": "application/json"}), Verdict.CHANGED),
        (Answer('{"latest_posts": []}', headers={"Content-Type": "application/json"}), Verdict.OK),
    ],
)
def test_a_list_that_breaks_off_is_not_at_its_end(second: Answer, verdict: Verdict, tmp_path: Path) -> None:
    first = Answer(file_of("discourse", "full").read_text("utf-8"), headers={"Content-Type": "application/json"})
    with fake_web() as web:
        web.says["/posts.json"] = lambda asked: second if "before" in asked.query else first
        job = CrawlJob(moved(preset_sources(tmp_path)["discourse"], web.url("")), "UTC")
        rules = CrawlRules(allow=(web.site,), delay=0, timeout=10)
        [result] = crawl_batch([job], var=tmp_path / "var", settings=rules, now=NOW)
    assert (result.verdict, len(result.reviews)) == (verdict, 2)
    assert (result.report.deep_at is None) is (verdict is not Verdict.OK), "the next crawl goes all the way again"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b'{"access_token": "t", "expires_in": 3599}', ("t", "")),
        (b'{"error": "invalid_grant", "error_description": "Token has been revoked."}', ("", "invalid_grant")),
        (b'{"error": {"code": 400}}', ("", "")),
        (b"[1]", ("", "")),
        (b"<html>", ("", "")),
        (b"[" * 100_000, ("", "")),
    ],
)
def test_a_token_is_found_or_the_reason_why_not(body: bytes, found: tuple[str, str]) -> None:
    assert access_token(body) == found
