"""What watching costs a site: the first crawl and an ordinary week, counted as a crawl would."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from config import Source
from crawler.cost import cost_of
from crawler.page import Found, Page

URL = "https://guide.example/cafe"


def page(count: int = 20, *, total: int | None = None, more: bool = True, newest_first: bool | None = True) -> Page:
    """`count` reviews, one a week."""
    days = [str(date(2026, 11, 20) - timedelta(weeks=number)) for number in range(count)]
    found = tuple(Found(text=f"Visit {day}", date=day) for day in days)
    return Page(found, total, next_url=f"{URL}?page=2" if more else None, newest_first=newest_first)


def source(where: str = URL, **more: object) -> Source:
    return Source.model_validate({"name": "Guide", "kind": "url", "where": where, **more})


@pytest.mark.parametrize(
    ("seen", "first"),
    [
        (page(total=240), 12 + 1),
        (page(total=240, more=False), 1 + 1),
        (page(total=None), 20 + 1),  # as far as `pages:` goes
        (page(total=9000), 20 + 1),
        (page(total=7), 1 + 1),
    ],
)
def test_the_first_crawl_reads_what_the_site_claims_as_far_as_pages_go(seen: Page, first: int) -> None:
    assert cost_of(source(), seen, 50_000).first_requests == first


@pytest.mark.parametrize(
    ("seen", "every", "week"),
    [
        (page(total=240), "6 hours", 28 + 1 + 7),
        (page(total=240), "1 week", 1 + 1 + 1),
        (page(total=240, newest_first=False), "1 day", 7 * 12 + 7),
        (page(total=20, more=False), "1 day", 7 + 7),
    ],
)
def test_a_week_reads_news_only_where_the_list_is_newest_first(seen: Page, every: str, week: int) -> None:
    assert cost_of(source(every=every), seen, 50_000).week_requests == week


def test_robots_txt_costs_nothing_where_it_is_not_asked() -> None:
    free = source(obey_robots=False, why="an interface for programs", every="1 day")
    cost = cost_of(free, page(total=20, more=False), 50_000)
    assert (cost.first_requests, cost.week_requests) == (1, 7)


@pytest.mark.parametrize("where", [f"{URL}?page={{page}}", f"{URL}?offset={{offset}}"])
def test_a_counted_address_has_further_pages_without_a_link(where: str) -> None:
    assert cost_of(source(where), page(total=240, more=False), 1).pages == 12


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (
            page(total=240),
            "Cost: about 13 requests (0.6 MB) at first, then 36 a week (1.4 MB), one look every 6 hours; "
            "the whole list again every 30 days",
        ),
        (
            page(total=9, more=False),
            "Cost: about 2 requests (50 KB) at first, then 35 a week (1.4 MB), one look every 6 hours",
        ),
    ],
)
def test_the_operator_reads_it_in_one_line(seen: Page, said: str) -> None:
    assert cost_of(source(), seen, 50_000).line == said


def test_a_list_cut_short_is_told() -> None:
    assert "`pages: 20` ends it before the oldest" in cost_of(source(), page(total=9000), 50_000).line
