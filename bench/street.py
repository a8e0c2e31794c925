"""A loopback host for benchmarks: any number of long review pages with JSON-LD, all of them made before they are asked.

Every person and word on them is made up.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import lru_cache
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

PER_PAGE = 20
SIZE = 250_000  # bytes of a page, the middle of what review sites send
_WORDS = (
    "the",
    "soup",
    "was",
    "warm",
    "and",
    "our",
    "table",
    "by",
    "that",
    "window",
    "stayed",
    "ours",
    "until",
    "late",
)


class Street:
    """`asked` lists the paths asked for; `total` reviews exist on every path."""

    def __init__(self, port: int, total: int) -> None:
        self.site, self.total = f"127.0.0.1:{port}", total
        self.asked: list[str] = []

    def url(self, path: str) -> str:
        return f"http://{self.site}{path}"


@contextmanager
def street(total: int) -> Iterator[Street]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.street = Street(server.server_address[1], total)  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.street  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        host: Street = self.server.street  # type: ignore[attr-defined]
        host.asked.append(self.path)
        number = int(parse_qs(urlsplit(self.path).query).get("page", ["1"])[0])
        if self.path == "/robots.txt":
            self._answer(200, b"User-agent: *\nAllow: /\n", '"robots"')
            return
        body = page(number, host.total)
        etag = f'"{sha256(body).hexdigest()[:16]}"'
        unchanged = self.headers.get("If-None-Match") == etag
        self._answer(304 if unchanged else 200, b"" if unchanged else body, etag)

    def _answer(self, status: int, body: bytes, etag: str) -> None:
        head = f"HTTP/1.1 {status} -\r\nContent-Type: text/html; charset=utf-8\r\nETag: {etag}\r\n"
        self.wfile.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)

    def log_message(self, *_: object) -> None:
        """The log is `Street.asked`."""


@lru_cache(maxsize=400)
def page(number: int, total: int) -> bytes:
    """Page `number` of `total` reviews, newest first: SIZE bytes, of which the reviews are the smaller part."""
    first = (number - 1) * PER_PAGE
    shown = [_review(n) for n in range(first, min(first + PER_PAGE, total))]
    claimed = {"@type": "AggregateRating", "ratingValue": 4.2, "reviewCount": total}
    business = {"@type": "Restaurant", "name": "Café Ida", "aggregateRating": claimed, "review": shown}
    data = json.dumps({"@context": "https://schema.org", **business})
    more = f'<a rel="next" href="?page={number + 1}">more</a>' if first + PER_PAGE < total else ""
    head = (
        f'<html lang="en"><head><title>Café Ida</title><script type="application/ld+json">{data}</script></head><body>'
    )
    card = '<div class="card"><p class="name">A dish</p><span data-price="12">12</span><a href="/dish">see</a></div>\n'
    filler = card * ((SIZE - len(head) - len(more)) // len(card))
    return f"{head}{more}{filler}</body></html>".encode()


def _review(n: int) -> dict[str, object]:
    words = " ".join(_WORDS[(n + k) % len(_WORDS)] for k in range(40))
    return {
        "@type": "Review",
        "identifier": f"r{n}",
        "author": {"@type": "Person", "name": f"Guest {n}"},
        "datePublished": str(date(2026, 11, 1) - timedelta(days=n // 4)),
        "reviewBody": f"Visit {n}: {words}.",
        "reviewRating": {"@type": "Rating", "ratingValue": 1 + n % 5, "bestRating": 5},
    }
