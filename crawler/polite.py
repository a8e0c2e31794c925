"""Manners towards a site: stay on it, wait as long as it asks, try again little.

Scrapy retries 429 at once and ignores Retry-After; a long wait here ends the run and names the time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware, get_retry_request
from scrapy.exceptions import DownloadTimeoutError
from scrapy.http import Response

from crawler.refusal import Refusal
from crawler.site import origin_of, same_site, site_of

MAX_WAIT = timedelta(seconds=60)  # what a run waits out itself
MAX_NOT_BEFORE = timedelta(days=7)  # no answer may silence a source for longer
WAITS = 2  # times a run waits for one page


def wait_asked(header: str, now: datetime) -> timedelta | None:
    """How long a Retry-After header asks to wait: seconds, or an HTTP date. None where it says neither."""
    header = header.strip()
    if header.isascii() and header.isdigit():
        return min(timedelta(seconds=min(int(header[:9]), 10**8)), MAX_NOT_BEFORE)
    try:
        until = parsedate_to_datetime(header)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(until - now, timedelta(0)), MAX_NOT_BEFORE)


class RetryAfter:
    """Waits out a short Retry-After, for the whole site; a long one ends the run with `not_before`."""

    def __init__(self, crawler: Crawler, clock: Callable[[], datetime]) -> None:
        self._crawler, self._clock = crawler, clock
        self._until: dict[str, float] = {}  # on the loop's clock

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RetryAfter:
        return cls(crawler, lambda: datetime.now(UTC))

    async def process_request(self, request: Request) -> None:
        left = self._until.get(site_of(request.url), 0) - asyncio.get_running_loop().time()
        if left > 0:
            await asyncio.sleep(left)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        header = response.headers.get("Retry-After")
        if response.status not in (429, 503) or not header:
            return response
        now = self._clock()
        wait = wait_asked(header.decode("latin-1"), now)
        if wait is None:
            return response
        again = self._again(request) if wait <= MAX_WAIT else None
        if again is None:
            raise Refusal("waiting", f"the site asks us to wait (HTTP {response.status})", now + wait)
        self._until[site_of(request.url)] = asyncio.get_running_loop().time() + wait.total_seconds()
        return again

    def _again(self, request: Request) -> Request | None:
        assert self._crawler.spider
        return get_retry_request(
            request, spider=self._crawler.spider, reason="retry_after", max_retry_times=WAITS, give_up_log_level="DEBUG"
        )


class StayOnSite:
    """Follows redirects within the site only, and keeps our own headers (they may be secrets) to their origin."""

    def __init__(self, secret_headers: list[str]) -> None:
        self._secret = secret_headers

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StayOnSite:
        return cls(crawler.settings.getlist("GRAPEVINE_HEADERS"))

    def process_request(self, request: Request) -> None:
        came = request.meta.get("redirect_urls")
        if not came:
            return
        if not request.meta.get("for_robots") and not same_site(came[0], request.url):
            raise Refusal("left_site", f"the address now leads to another site, {site_of(request.url)}")
        if origin_of(came[0]) != origin_of(request.url):
            for name in self._secret:
                request.headers.pop(name, None)


class RetrySeldom(RetryMiddleware):
    """Scrapy's retries, but only one after a time-out: each costs the whole time limit."""

    def process_exception(self, request: Request, exception: Exception, spider: object = None) -> Request | None:
        if isinstance(exception, DownloadTimeoutError):
            request.meta["max_retry_times"] = 1
        found = super().process_exception(request, exception)
        assert not isinstance(found, Response)
        return found
