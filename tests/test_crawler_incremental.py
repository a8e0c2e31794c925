"""What a second crawl costs and finds: a real worker against one growing site, and the rules it follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fakeweb import Answer, Asked, Card, FakeWeb, ReviewPages, Says, cards, fake_web

from config import Source
from crawler.jobs import DEEP_EVERY, UNCHANGED_MOST, CrawlRules, Memory, plan
from crawler.page import Page
from crawler.report_run import RunReport
from crawler.supervisor import CrawlResult, crawl_batch
from crawler.walk import MOST_REVIEWS, Walk, first_url, next_url
from model import Review, Verdict

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
ZONE = "Europe/Copenhagen"


class Street:
    """One source and what a store would remember of it between crawls."""

    def __init__(self, web: FakeWeb, var: Path) -> None:
        self.web, self._var, self.now = web, var, NOW
        self.memory = Memory()
        self.source = Source(name="Own site", where=web.url("/r"), business="Café Ida")

    def crawl(self) -> CrawlResult:
        """Crawl six hours after the last time; `web.asked` then holds only the requests of this crawl."""
        self.web.asked.clear()
        job = plan(self.source, self.memory, zone=ZONE, now=self.now)
        rules = CrawlRules(allow=(self.web.site,), delay=0, timeout=10)
        [result] = crawl_batch([job], var=self._var, settings=rules, now=self.now)
        self._remember(result)
        self.now += timedelta(hours=6)
        return result

    def _remember(self, result: CrawlResult) -> None:
        memory = self.memory
        self.memory = Memory(
            known={**memory.known, **{review.external_id: review.content_hash for review in result.reviews}},
            history=(result.facts, *memory.history),
            etag=result.etag,
            last_modified=result.last_modified,
            robots=(result.robots[self.web.site], self.now) if result.robots else memory.robots,
        )


def test_a_growing_site_costs_as_little_as_it_can_and_loses_nothing(tmp_path: Path) -> None:
    with fake_web() as web:
        pages = ReviewPages(cards(23))
        web.says["/r"] = pages
        street = Street(web, tmp_path)

        first = street.crawl()
        assert (first.report.new, len(web.asked)) == (23, 6)  # robots.txt and five pages

        unchanged = street.crawl()
        assert web.paths() == ["/r"]
        assert (unchanged.verdict, unchanged.report.finish, unchanged.reviews) == (Verdict.OK, "not_modified", ())

        pages.cards = [Card("n1", "New on top", date="2026-11-20"), *pages.cards]
        pages.edit("r20", "I have changed my mind about visit 20")
        grown = street.crawl()
        assert web.paths() == ["/r", "/r?page=2"]
        assert (grown.report.new, grown.report.changed, grown.report.finish) == (1, 0, "known")

        street.now += DEEP_EVERY
        deep = street.crawl()
        assert (deep.report.new, deep.report.changed, deep.report.seen) == (0, 1, 24)


def conditions(street: Street) -> list[tuple[str, ...]]:
    """Which validators came with each request for a page."""
    names = ("if-none-match", "if-modified-since")
    return [tuple(name for name in names if name in asked.headers) for asked in street.web.asked]


def answers_304_to_anything(pages: ReviewPages) -> Says:
    def says(asked: Asked) -> Answer:
        return Answer("", 304) if "if-none-match" in asked.headers else pages(asked)

    return says


def test_a_server_that_never_admits_a_change_is_believed_seven_times(tmp_path: Path) -> None:
    with fake_web() as web:
        pages = ReviewPages(cards(4))
        web.says["/r"] = answers_304_to_anything(pages)
        street = Street(web, tmp_path)
        street.crawl()
        pages.cards = [Card("n1", "New on top", date="2026-11-20"), *pages.cards]
        blind = street.crawl()
        assert (blind.report.unchanged, blind.report.new, len(web.asked)) == (1, 0, 1)
        last, *earlier = street.memory.history
        street.memory = replace(street.memory, history=[{**last, "unchanged": UNCHANGED_MOST - 1}, *earlier])
        assert street.crawl().report.unchanged == UNCHANGED_MOST
        seeing = street.crawl()
        assert conditions(street) == [()]
        assert (seeing.report.new, seeing.report.unchanged) == (1, 0)


def test_a_page_without_validators_costs_one_request_and_is_read(tmp_path: Path) -> None:
    with fake_web() as web:
        web.says["/r"] = lambda asked: Answer(ReviewPages(cards(8), per_page=4)(asked).body)
        street = Street(web, tmp_path)
        street.crawl()
        again = street.crawl()
        assert (web.paths(), conditions(street)) == (["/r"], [()])
        assert (again.report.finish, again.report.seen, again.etag) == ("known", 4, None)


LONG_AGO = "Fri, 14 Aug 2026 08:00:00 GMT"


def test_a_page_last_changed_long_ago_is_asked_for_each_time(tmp_path: Path) -> None:
    """A cache by the book would take it for fresh for days to come: a tenth of its age (RFC 9111, section 4.2.2)."""
    with fake_web() as web:
        dated = Answer(ReviewPages(cards(4))(Asked("/r", {}, {})).body, headers={"Last-Modified": LONG_AGO})
        web.says["/r"] = lambda asked: Answer("", 304) if "if-modified-since" in asked.headers else dated
        street = Street(web, tmp_path)
        street.crawl()
        same = street.crawl()
        assert (web.paths(), conditions(street)) == (["/r"], [("if-modified-since",)])
        assert (same.report.finish, same.last_modified) == ("not_modified", LONG_AGO)


def test_a_changed_entry_is_read_from_the_start_whatever_the_server_remembers(tmp_path: Path) -> None:
    with fake_web() as web:
        web.says["/r"] = answers_304_to_anything(ReviewPages(cards(12)))
        street = Street(web, tmp_path)
        street.crawl()
        street.source = street.source.model_copy(update={"rating_out_of": 10})
        again = street.crawl()
        assert web.paths() == ["/r", "/r?page=2", "/r?page=3"]
        assert (again.report.deep, conditions(street)) == (True, [()] * 3)
        street.crawl()
        assert conditions(street) == [("if-none-match",)]


def a_review(number: int, text: str = "Fine") -> Review:
    return Review("Café Ida", "Own site", f"r{number}", 4.0, f"{text} {number}")


def known(*numbers: int) -> dict[str, str]:
    return {f"r{number}": a_review(number).content_hash for number in numbers}


def a_page(**changes: Any) -> Page:
    return replace(Page((), newest_first=True), **changes)


@pytest.mark.parametrize(
    ("numbers", "newest_first", "deep", "why"),
    [
        ((1, 2), True, False, "known"),
        ((1, 9), True, False, ""),  # one new among the known
        ((1, 2), False, False, ""),  # in no order: a new one may stand anywhere
        ((1, 2), None, False, ""),
        ((1, 2), True, True, ""),
        ((), True, False, "end"),
    ],
)
def test_a_crawl_stops_where_all_is_known_and_newest_come_first(
    numbers: tuple[int, ...], newest_first: bool | None, deep: bool, why: str
) -> None:
    walk = Walk(known(1, 2), deep=deep, cap=5)
    assert walk.take(a_page(newest_first=newest_first), [a_review(n) for n in numbers])[1] == why


def test_pinned_reviews_on_top_do_not_end_a_crawl() -> None:
    walk = Walk(known(1, 2, 3), deep=False, cap=5)
    fresh, stop = walk.take(a_page(), [a_review(1), a_review(2), a_review(8)])
    assert (len(fresh), stop, walk.new) == (3, "", 1)


def test_an_edited_review_is_a_change_and_no_news() -> None:
    walk = Walk(known(1), deep=True, cap=5)
    walk.take(a_page(), [a_review(1, "Not so fine")])
    assert (walk.new, walk.changed) == (0, 1)


def test_a_page_that_repeats_is_a_loop_and_tells_nothing_twice() -> None:
    walk = Walk({}, deep=True, cap=50)
    walk.take(a_page(), [a_review(1), a_review(2)])
    assert walk.take(a_page(), [a_review(2), a_review(1)]) == ([], "loop")


def test_no_more_pages_are_read_than_the_source_allows() -> None:
    walk = Walk({}, deep=True, cap=2)
    assert [walk.take(a_page(), [a_review(n)])[1] for n in (1, 2)] == ["", "pages"]


def test_a_page_of_endless_reviews_is_cut() -> None:
    walk = Walk({}, deep=True, cap=9)
    fresh, stop = walk.take(a_page(), [a_review(n) for n in range(MOST_REVIEWS + 1)])
    assert (len(fresh), stop) == (MOST_REVIEWS, "pages")


@pytest.mark.parametrize(
    ("where", "next_link", "following"),
    [
        ("https://a.example/r?p={page}", None, "https://a.example/r?p=2"),
        ("https://a.example/r?from={offset}", None, "https://a.example/r?from=3"),
        ("https://a.example/r", "/r/2", "https://a.example/r/2"),
        ("https://a.example/r?c={cursor}", "https://a.example/r?c=x", "https://a.example/r?c=x"),
        ("https://a.example/r", "https://www.a.example/r2", "https://www.a.example/r2"),
        ("https://a.example/r", "https://b.example/r2", None),
        ("https://a.example/r", "file:///etc/hostname", None),
        ("https://a.example/r", None, None),
    ],
)
def test_the_next_page_is_found_on_the_same_site_only(where: str, next_link: str | None, following: str | None) -> None:
    walk = Walk({}, deep=True, cap=9)
    walk.take(a_page(), [a_review(n) for n in (1, 2, 3)])
    assert next_url(where, walk, a_page(next_url=next_link), here=first_url(where)) == following


def test_no_page_is_asked_for_once_all_the_site_counts_are_seen() -> None:
    walk = Walk({}, deep=True, cap=9)
    walk.take(a_page(), [a_review(1)])
    assert next_url("https://a.example/{page}", walk, a_page(claimed_total=1), here="") is None


def a_past(**facts: Any) -> dict[str, Any]:
    past = NOW - timedelta(days=1)
    return {"at": past.isoformat(), "finish": "end", "seen": 5, "deep_at": past.isoformat(), "unchanged": 0} | facts


@pytest.mark.parametrize(
    ("past", "deep", "asks"),
    [
        (a_past(), False, True),
        (a_past(unchanged=UNCHANGED_MOST), False, False),  # some servers answer 304 for ever
        (a_past(deep_at=(NOW - DEEP_EVERY).isoformat()), True, False),
        (a_past(finish="failed", deep_at=None), True, False),  # broke off: the rest would be hidden
        (a_past(recipe="another"), True, False),  # the entry was changed: a 304 would hide its new fields
        (None, True, False),
    ],
)
def test_a_crawl_is_deep_when_due_and_else_asks_whether_anything_changed(past: Any, deep: bool, asks: bool) -> None:
    source = Source(name="Own site", where="https://a.example/r", business="Café Ida")
    memory = Memory(known(1), [past] if past else [], etag='"x"')
    job = plan(source, memory, zone=ZONE, now=NOW)
    assert (job.deep, job.etag is not None) == (deep, asks)


@pytest.mark.parametrize(
    ("facts", "complete"),
    [
        ({}, True),
        ({"seen": 95}, True),
        ({"seen": 94}, False),
        ({"finish": "pages"}, False),  # did not reach the end
        ({"finish": "timeout"}, False),
        ({"finish": "known", "deep": False}, False),
        ({"claimed_total": None}, False),  # nobody says how many there are
    ],
)
def test_only_a_deep_crawl_to_the_end_that_saw_nearly_all_proves_what_is_gone(
    facts: dict[str, Any], complete: bool
) -> None:
    report = RunReport(**{"at": NOW, "finish": "end", "deep": True, "seen": 100, "claimed_total": 100} | facts)
    assert report.complete is complete


@pytest.mark.parametrize(("age", "kept"), [(timedelta(hours=23), True), (timedelta(hours=24), False)])
def test_robots_txt_is_believed_for_a_day(age: timedelta, kept: bool) -> None:
    source = Source(name="Own site", where="https://a.example/r", business="Café Ida")
    job = plan(source, Memory(robots=("", NOW - age)), zone=ZONE, now=NOW)
    assert (job.robots == {"a.example": ""}) is kept
