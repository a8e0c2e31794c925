"""Manners towards a site: stay on it, wait as long as it asks, try again little.

Scrapy retries 429 at once and ignores Retry-After; a long wait here ends the run and names the time. All crawls of a
process share what a site has asked of one of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware, RedirectMiddleware
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
    """Waits out a short Retry-After, for the whole site; a long one ends the run with `not_before`.

    `until`: by site, when it may be asked again, and the HTTP status that said so.
    """

    def __init__(self, crawler: Crawler, clock: Callable[[], datetime], until: dict[str, tuple[datetime, int]]) -> None:
        self._crawler, self._clock, self._until = crawler, clock, until

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RetryAfter:
        return cls(crawler, lambda: datetime.now(UTC), _UNTIL)

    async def process_request(self, request: Request) -> None:
        now = self._clock()
        until, status = self._until.get(site_of(request.url), (now, 0))
        if until - now > MAX_WAIT:
            raise _wait(status, until)
        await asyncio.sleep(max((until - now).total_seconds(), 0))

    def process_response(self, request: Request, response: Response) -> Request | Response:
        header = response.headers.get("Retry-After")
        if response.status not in (429, 503) or not header:
            return response
        now = self._clock()
        wait = wait_asked(header.decode("latin-1"), now)
        if wait is None:
            return response
        self._until[site_of(request.url)] = now + wait, response.status
        again = self._again(request) if wait <= MAX_WAIT else None
        if again is None:
            raise _wait(response.status, now + wait)
        return again

    def _again(self, request: Request) -> Request | None:
        assert self._crawler.spider
        return get_retry_request(
            request, spider=self._crawler.spider, reason="retry_after", max_retry_times=WAITS, give_up_log_level="DEBUG"
        )


def _wait(status: int, until: datetime) -> Refusal:
    return Refusal("waiting", f"the site asks us to wait (HTTP {status})", until)


_UNTIL: dict[str, tuple[datetime, int]] = {}


@contextmanager
def _sane() -> Iterator[None]:
    """Scrapy raises ValueError where a redirect leads to no address at all, such as “http://[::1”."""
    try:
        yield
    except ValueError as error:
        raise Refusal("redirects", "the address redirects to something that is no address") from error


class Redirects(RedirectMiddleware):
    """Scrapy's redirects by status."""

    def process_response(self, request: Request, response: Response, spider: object = None) -> Request | Response:
        with _sane():
            return super().process_response(request, response)


class Refreshes(MetaRefreshMiddleware):
    """Scrapy's redirects by `<meta http-equiv=refresh>`."""

    def process_response(self, request: Request, response: Response, spider: object = None) -> Request | Response:
        with _sane():
            return super().process_response(request, response)


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
