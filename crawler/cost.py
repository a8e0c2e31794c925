"""What watching a source costs its site: requests and bytes, for the first crawl and for an ordinary week. Pure.

Counts as `walk` and `jobs` do: page by page to the end at first, then only as far as news go, robots.txt once a day.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from config import Source
from config.times import say_span
from crawler.jobs import DEEP_EVERY, ROBOTS_AGE
from crawler.page import Page

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Cost:
    """Requests, and bytes sent by the site, robots.txt counted as a request. `pages`: of the first crawl.

    `deep`: the whole list is read again every 30 days, beside the week's. `cut`: `pages:` ends the first crawl early.
    """

    pages: int
    first_requests: int
    first_bytes: int
    week_requests: int
    week_bytes: int
    every: timedelta
    deep: bool
    cut: bool

    @property
    def line(self) -> str:
        """For the operator."""
        said = (
            f"Cost: about {_requests(self.first_requests)} ({_size(self.first_bytes)}) at first, then "
            f"{self.week_requests} a week ({_size(self.week_bytes)}), one look every {say_span(self.every)}"
        )
        if self.deep:
            said += f"; the whole list again every {DEEP_EVERY.days} days"
        return said + (f"; `pages: {self.pages}` ends it before the oldest reviews" if self.cut else "")


def cost_of(source: Source, page: Page, size: int) -> Cost:
    """What `source` costs, judged by its first `page` of `size` bytes."""
    pages, cut = _pages(source, page)
    looks = max(1, round(_WEEK / source.every))
    robots = 1 if source.obey_robots and source.kind != "preset" else 0
    # without newest_first every look reads the list to its end
    each = pages if not page.newest_first else 1
    further = math.ceil(_fresh(page) / max(1, len(page.reviews))) if page.newest_first and pages > 1 else 0
    read = looks * each + further
    asked = robots * min(looks, _WEEK // ROBOTS_AGE)
    return Cost(
        pages,
        pages + robots,
        pages * size,
        read + asked,
        read * size,
        source.every,
        deep=pages > 1 and each == 1,
        cut=cut,
    )


def turns(source: Source, page: Page) -> bool:
    """Whether there are pages after this one."""
    return bool(page.next_url) or any(place in source.where for place in ("{page}", "{offset}"))


def _pages(source: Source, page: Page) -> tuple[int, bool]:
    """Pages of the first crawl, and whether `pages:` cuts it short."""
    if not turns(source, page):
        return 1, False
    if page.claimed_total is None:
        return source.pages, False
    needed = max(1, math.ceil(page.claimed_total / max(1, len(page.reviews))))
    return min(needed, source.pages), needed > source.pages


def _fresh(page: Page) -> float:
    """New reviews a week, as the dates on the first page tell."""
    days = sorted(found.date[:10] for found in page.reviews if found.date)
    if len(days) < 2:
        return 0.0
    span = datetime.fromisoformat(days[-1]) - datetime.fromisoformat(days[0])
    return len(days) * (_WEEK / max(span, timedelta(days=1)))


def _requests(count: int) -> str:
    return f"{count} request{'' if count == 1 else 's'}"


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 100_000 else f"{max(1, round(count / 1000))} KB"
