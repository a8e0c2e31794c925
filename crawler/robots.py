"""robots.txt, obeyed as RFC 9309 asks: 4xx allows, 5xx and silence mean "not now"; Crawl-delay is honoured.

Scrapy's own middleware lets requests through while robots.txt is on its way, and when it cannot be had;
this one fetches it under a lock per site. Bodies may be handed in, and are handed back, to be kept for a day. All
crawls of a process keep one Crawl-delay between them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.failures import DOWNLOAD_ERRORS, explain
from crawler.refusal import Refusal
from crawler.site import origin_of, site_of

TOKEN = "Grapevine"  # noqa: S105 - our name in robots.txt, the first word of the user agent
MAX_DELAY = 30.0  # seconds; a longer Crawl-delay is kept at this, the page cap does the rest
MAX_BODY = 512 * 1024  # RFC 9309 asks for at least 500 KiB


class Robots:
    """What one site's robots.txt says to us. `body` "" allows everything."""

    def __init__(self, body: str) -> None:
        self._rules = Protego.parse(body)

    def allows(self, url: str) -> bool:
        return bool(self._rules.can_fetch(url, TOKEN))

    @property
    def delay(self) -> float:
        """Seconds between requests, at most MAX_DELAY."""
        return min(float(self._rules.crawl_delay(TOKEN) or 0), MAX_DELAY)


def body_of(status: int, body: bytes, content_type: str) -> str:
    """The robots.txt text in an answer; Refusal where the answer means "not now".

    An HTML page in its place (many sites answer every address with one) says nothing, so it allows.
    """
    if status >= 500 or status == 429:
        raise Refusal("robots_down", f"robots.txt could not be read (HTTP {status}), so nothing was fetched")
    if status != 200 or "html" in content_type.lower() or body.lstrip()[:1] == b"<":
        return ""
    return body[:MAX_BODY].decode("utf-8", "replace")


_FREE: dict[str, float] = {}


class RobotsMiddleware:
    """Asks robots.txt before each request, waits as it says. `fetched`: bodies fetched in this crawl, by site.

    `free`: when the next request to a site may go, on the loop's clock.
    """

    def __init__(self, crawler: Crawler, known: Mapping[str, str], free: dict[str, float]) -> None:
        self._crawler, self._free = crawler, free
        self._sites = {site: Robots(body) for site, body in known.items()}
        self._locks: dict[str, asyncio.Lock] = {}
        self.fetched: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        return cls(crawler, crawler.settings.getdict("GRAPEVINE_ROBOTS"), _FREE)

    async def process_request(self, request: Request) -> None:
        if request.meta.get("for_robots"):
            return
        site = site_of(request.url)
        async with self._locks.setdefault(site, asyncio.Lock()):
            robots = self._sites.get(site) or await self._fetch(request.url)
            self._sites[site] = robots
        if not robots.allows(request.url):
            raise Refusal("robots", "the site's robots.txt asks not to read this page")
        await self._wait(site, robots.delay)

    async def _fetch(self, url: str) -> Robots:
        address = f"{origin_of(url)}/robots.txt"
        asked = Request(address, meta={"for_robots": True}, callback=NO_CALLBACK, priority=1000, dont_filter=True)
        assert self._crawler.engine
        try:
            answer: Response = await self._crawler.engine.download_async(asked)
        except DOWNLOAD_ERRORS as error:
            if isinstance(error, Refusal):
                raise
            code, said = explain(error)
            if code == "too_large":
                raise Refusal("robots_down", "robots.txt is larger than we read, so nothing was fetched") from error
            raise Refusal(code, said) from error
        body = body_of(answer.status, answer.body, (answer.headers.get("Content-Type") or b"").decode("latin-1"))
        self.fetched[site_of(url)] = body
        return Robots(body)

    async def _wait(self, site: str, delay: float) -> None:
        if delay:
            now = asyncio.get_running_loop().time()
            at = max(now, self._free.get(site, 0))
            self._free[site] = at + delay
            await asyncio.sleep(at - now)
