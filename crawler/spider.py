"""The one spider: reads any source that lives at an address, page by page, and tells each review it meets.

What a page holds is `extract`'s business, when to stop is `walk`'s; here is only the going there.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime
from typing import Any, Self
from urllib.parse import urlsplit, urlunsplit

from scrapy import FormRequest, Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure
from w3lib.http import basic_auth_header

from crawler.extract import NotData, read_page
from crawler.failures import explain
from crawler.jobs import CrawlJob
from crawler.json_api import look_up
from crawler.normalise import to_reviews
from crawler.page import Page
from crawler.shape import ShapeError
from crawler.signs import strange, title_of
from crawler.site import origin_of
from crawler.tally import Tally
from crawler.walk import first_url, next_url
from model import ExtractError, Review

Tell = Callable[[Review], None]
Keep = Callable[[bytes, bool], None]


class ReviewSpider(Spider):
    """Crawls one source once. `tell` gets each review, `keep` the first page's bytes and whether they were good."""

    name = "reviews"

    def __init__(self, job: CrawlJob, at: datetime, tell: Tell, keep: Keep) -> None:
        super().__init__()
        self.job, self._at, self._tell, self._keep = job, at, tell, keep
        self.tally = Tally(job, at)
        self.etag: str | None = None
        self.last_modified: str | None = None
        self._asked: set[str] = set()
        self._bearer = ""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._requested, signals.request_reached_downloader)
        crawler.signals.connect(spider._downloaded, signals.response_downloaded)
        crawler.signals.connect(spider._broke, signals.spider_error)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        yield self._sign_in() if self.job.source.token else self._first()

    def _sign_in(self) -> Request:
        """Some interfaces want an access token that lives an hour, given for a refresh token (RFC 6749, section 6)."""
        form = {name: value.get_secret_value() for name, value in self.job.source.token.items()}
        return FormRequest(
            form.pop("url"), formdata=form, callback=self.signed_in, errback=self.failed, dont_filter=True
        )

    def signed_in(self, response: Response) -> Iterator[Request]:
        token, fault = access_token(response.body)
        self.tally.status = response.status
        if response.status == 200 and token:
            self._bearer = token
            yield self._first()
        else:
            said = f"HTTP {response.status}{f', {fault}' if fault else ''}"
            self.tally.fail("token", f"The platform gives us no access token ({said})")

    def _first(self) -> Request:
        request = self._request(first_url(self.job.source.where, self.job.source.start))
        if self.job.etag:
            request.headers["If-None-Match"] = self.job.etag
        if self.job.last_modified:
            request.headers["If-Modified-Since"] = self.job.last_modified
        return request

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Request]:
        first = not self.tally.walk.pages
        self.tally.status = response.status
        if response.status == 304 and (self.job.etag or self.job.last_modified):
            self.tally.finished("not_modified")
        elif response.status != 200:
            self._no_page(response, first)
        else:
            if first:
                self._look(response)
            yield from self._read(response, first)

    def failed(self, failure: Failure) -> None:
        assert failure.value
        code, said = explain(failure.value)
        if code == "bug":
            self.logger.error("crawl of %s failed", self.job.key, exc_info=failure.value)
            self._broke(failure)
        else:
            self.tally.fail(code, said, getattr(failure.value, "not_before", None))

    def closed(self, reason: str) -> None:
        if reason == "closespider_timeout":
            self.tally.finished("timeout")
        elif reason != "finished":
            self.tally.fail("bug", f"the crawl ended with {reason}")

    def _look(self, response: Response) -> None:
        self.tally.final_url, self.tally.title = response.url, title_of(response.body)
        came = response.meta.get("redirect_urls", [response.url])[0]
        self.tally.moved = urlsplit(came).path.rstrip("/") != urlsplit(response.url).path.rstrip("/")
        self.etag = _header(response, "ETag")
        self.last_modified = _header(response, "Last-Modified")

    def _read(self, response: Response, first: bool) -> Iterator[Request]:
        source = self.job.source
        try:
            page = read_page(
                response.body,
                url=response.url,
                content_type=_header(response, "Content-Type") or "",
                at=self._at,
                source=source,
                language=source.language,
            )
        except ShapeError as error:
            self._keep(response.body, False)
            self.tally.fail("shape", str(error))
        except ExtractError as error:
            self._empty(response, first or isinstance(error, NotData), str(error))
        else:
            yield from self._take(response, page, first) if page.reviews else self._skip(response, page, first)

    def _skip(self, response: Response, page: Page, first: bool) -> Iterator[Request]:
        """A page that holds no reviews and says so: the end of the list, or a gap in one known for them."""
        if not _may_be_empty(page):
            self._empty(response, first, "the page holds no reviews")
            return
        self.tally.add((), page)
        following = None if self.tally.walk.skip() else self._next(response, page)
        if following is None:
            self._empty(response, first, "")
        else:
            yield following

    def _take(self, response: Response, page: Page, first: bool) -> Iterator[Request]:
        if first:
            self._keep(response.body, True)
        self.tally.add(page.reviews, page)
        source = self.job.source
        reviews = to_reviews(
            page.reviews,
            business=source.business,
            source=source.name,
            zone=self.job.tz,
            location=source.location,
            kind="mention" if source.mentions else "review",
        )
        fresh, stop = self.tally.walk.take(page, list(reviews))
        for review in fresh:
            self._tell(review)
        following = None if stop else self._next(response, page)
        if following is None:
            self.tally.finished(stop or "end")
        else:
            yield following

    def _next(self, response: Response, page: Page) -> Request | None:
        source = self.job.source
        url = next_url(source.where, self.tally.walk, page, here=response.url, start=source.start)
        return self._request(url) if url and url not in self._asked else None

    def _empty(self, response: Response, first: bool, said: str) -> None:
        """A page without reviews: a sign-in page or robot check, the end of the list, or a source that has none."""
        code = strange(response.url, response.body, title_of(response.body))
        if code or (first and said):
            self._keep(response.body, False)
            self.tally.fail(code or "no_reviews", said)
        else:
            self.tally.finished("end")

    def _no_page(self, response: Response, first: bool) -> None:
        if not first and response.status in (404, 410):
            self.tally.finished("end")  # some lists end like that
            return
        self.tally.final_url, self.tally.title = response.url, title_of(response.body)
        self._keep(response.body, False)
        if response.status >= 500 and strange(response.url, response.body, self.tally.title) == "challenge":
            self.tally.fail("challenge", "")  # robot checks like to call themselves “unavailable”
        else:
            self.tally.fail("status", f"the site answered with HTTP {response.status}")

    def _request(self, url: str) -> Request:
        self._asked.add(url)
        source, parts = self.job.source, urlsplit(url)
        headers: dict[str, Any] = {}
        if origin_of(url) == origin_of(source.where):
            headers = {name: value.get_secret_value() for name, value in source.headers.items()}
            headers |= {"Authorization": f"Bearer {self._bearer}"} if self._bearer else {}
        if parts.username:
            headers["Authorization"] = basic_auth_header(parts.username, parts.password or "")
            url = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
        return Request(url, headers=headers, callback=self.parse, errback=self.failed, dont_filter=True)

    def _requested(self) -> None:
        self.tally.requests += 1

    def _downloaded(self, response: Response) -> None:
        self.tally.answered(response.status, len(response.body))

    def _broke(self, failure: Failure) -> None:
        if isinstance(failure.value, MemoryError):
            self.tally.fail("memory", "it takes more memory than a crawl may have")
        else:
            self.tally.fail("bug", f"{type(failure.value).__name__}: {failure.value}")


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def access_token(body: bytes) -> tuple[str, str]:
    """The token in an answer of an OAuth 2 server, and the code of the error in it; "" for what is not there."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return "", ""
    token, fault = look_up("access_token", data), look_up("error", data)
    return token if isinstance(token, str) else "", fault if isinstance(fault, str) else ""


def _may_be_empty(page: Page) -> bool:
    """Lists of machines say plainly when they are empty; a page made for people does only by its total."""
    return page.via in ("json", "feed") or page.claimed_total == 0
