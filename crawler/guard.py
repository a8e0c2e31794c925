"""The address guard, where connections are made: every name and every literal passes here just before connecting.

Redirects, robots.txt, pagination and DNS answers that change between look-up and connection pass here too, because
Twisted connects to exactly the addresses its name resolver hands over. The rule itself is in `address`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]

from crawler.address import host_port, may_connect
from crawler.refusal import Refusal


@implementer(IHostnameResolver)
class GuardingResolver:
    """Hands on only addresses that may be connected to. `refused`: what was held back, by (host, port)."""

    def __init__(self, inner: Any, allow: Collection[str]) -> None:
        self._inner, self.allow = inner, allow
        self.refused: dict[tuple[str, int], str] = {}

    def resolveHostName(
        self,
        resolutionReceiver: Any,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> IHostResolution:
        receiver = _GuardingReceiver(resolutionReceiver, self, ascii_host(hostName), portNumber)
        found: IHostResolution = self._inner.resolveHostName(
            receiver, hostName, portNumber, addressTypes, transportSemantics
        )
        return found


@implementer(IResolutionReceiver)
class _GuardingReceiver:
    def __init__(self, outer: Any, guard: GuardingResolver, host: str, port: int) -> None:
        self._outer, self._guard, self._host, self._port = outer, guard, host, port

    def resolutionBegan(self, resolutionInProgress: IHostResolution) -> None:
        self._guard.refused.pop((self._host, self._port), None)
        self._outer.resolutionBegan(resolutionInProgress)

    def addressResolved(self, address: IAddress) -> None:
        number = str(getattr(address, "host", ""))
        if may_connect(self._host, number, self._port, self._guard.allow):
            self._outer.addressResolved(address)
        else:
            self._guard.refused[self._host, self._port] = number

    def resolutionComplete(self) -> None:
        self._outer.resolutionComplete()


def ascii_host(host: str) -> str:
    """A host name as it stands in a URL: lower case, umlauts as xn--; Twisted asks for the decoded form."""
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return host.lower()


def can_be_called(url: str) -> bool:
    """Whether host and port of `url` can be any. Twisted waits for ever for names that cannot, or raises ValueError."""
    try:
        parts = urlsplit(url)
        host, _ = (parts.hostname or "").encode("idna"), parts.port
    except ValueError:
        return False
    return bool(host) and not re.search(rb"[^\w.:-]", host)


def install(reactor: Any, allow: Collection[str]) -> GuardingResolver:
    """Guard every connection this process makes by name or number. `allow`: `host:port` entries of config.yaml."""
    guard = GuardingResolver(reactor.nameResolver, allow)
    reactor.installNameResolver(guard)
    return guard


class GuardedHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP handler, which refuses to work unguarded and says a refused address in words."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        from twisted.internet import reactor

        guard = getattr(reactor, "nameResolver", None)
        if not isinstance(guard, GuardingResolver):
            raise RuntimeError("the address guard is not installed: call crawler.guard.install(reactor, allow) first")
        self._guard = guard

    async def download_request(self, request: Request) -> Response:
        if not can_be_called(request.url):
            raise Refusal("address", "the address names a host or port that cannot be. Correct it in config.yaml")
        try:
            return await super().download_request(request)
        except CannotResolveHostError as error:
            parts = urlparse_cached(request)
            port = parts.port or (443 if parts.scheme == "https" else 80)
            host = ascii_host(parts.hostname or "")
            number = self._guard.refused.get((host, port))
            if number is None:
                raise
            raise Refusal("address", refused_words(host, number, port)) from error


def refused_words(host: str, number: str, port: int) -> str:
    named = number if host == number else f"{host} ({number})"
    return (
        f"the host {named} is at a private or reserved address, so it was not read. If it is yours and meant, "
        f'add "{host_port(host, port)}" to crawl: allow: in config.yaml'
    )
