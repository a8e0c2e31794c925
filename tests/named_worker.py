"""`python -m tests.named_worker BOOK JOB.json`: the real worker, with names that resolve as a test says.

BOOK is JSON: host name to a list of look-ups, each a list of addresses; the last one stands for all that follow.
Numbers, and names that are not in the book, resolve as ever. Nothing else of the worker is different.
"""

from __future__ import annotations

import ipaddress
import json
import sys
from pathlib import Path
from typing import Any

from scrapy.utils.reactor import install_reactor
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver, IHostResolution
from zope.interface import implementer

from crawler.worker import main


@implementer(IHostResolution)
class Looked:
    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        """Done before anybody could."""


@implementer(IHostnameResolver)
class Book:
    def __init__(self, inner: Any, book: dict[str, list[list[str]]]) -> None:
        self._inner, self._book = inner, book

    def resolveHostName(self, receiver: Any, host: str, port: int = 0, *rest: Any) -> Any:
        looks = self._book.get(host)
        if looks is None:
            return self._inner.resolveHostName(receiver, host, port, *rest)
        looked = Looked(host)
        receiver.resolutionBegan(looked)
        for number in looks.pop(0) if len(looks) > 1 else looks[0]:
            kind = IPv6Address if ipaddress.ip_address(number).version == 6 else IPv4Address
            receiver.addressResolved(kind("TCP", number, port))
        receiver.resolutionComplete()
        return looked


if __name__ == "__main__":
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import reactor

    reactor.installNameResolver(Book(reactor.nameResolver, json.loads(sys.argv[1])))  # type: ignore[attr-defined]
    main(Path(sys.argv[2]))
