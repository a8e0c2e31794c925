"""A little web on loopback for the crawler's tests: addresses answer as told, and every request is noted.

What an address says may be changed at any time. No page here holds a word of a real customer.
"""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Asked:
    """One request as it came in; header names are lower case."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""
    at: float = field(default_factory=time.monotonic)


@dataclass(frozen=True)
class Answer:
    body: bytes | str = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def data(self) -> bytes:
        return self.body.encode() if isinstance(self.body, str) else self.body


Says = Callable[[Asked], Answer]


class FakeWeb:
    """One host. `says` maps a path to an answer or to what makes one; `asked` is the log."""

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        self.port, self.host = port, host
        self.says: dict[str, Answer | Says] = {}
        self.asked: list[Asked] = []

    @property
    def site(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def url(self, path: str) -> str:
        return f"http://{self.site}{path}"

    def paths(self) -> list[str]:
        """Paths asked for, in order, with the page number where there was one."""
        return [asked.path + (f"?page={asked.query['page']}" if "page" in asked.query else "") for asked in self.asked]

    def answer(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        said = self.says.get(asked.path, Answer("nothing here", 404))
        return said if isinstance(said, Answer) else said(asked)


@contextmanager
def fake_web(context: ssl.SSLContext | None = None, *, host: str = "127.0.0.1", port: int = 0) -> Iterator[FakeWeb]:
    """A host that listens until the block ends; with `context` it speaks TLS only. `host`: any number of loopback."""
    server = (_Server6 if ":" in host else ThreadingHTTPServer)((host, port), _Handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    web = server.web = FakeWeb(server.server_address[1], host)  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def self_signed(folder: Path, *, until: datetime = datetime(2120, 1, 1)) -> ssl.SSLContext:  # noqa: DTZ001
    """TLS with a certificate for 127.0.0.1 that nobody vouches for; it is written to `folder`."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"nobody until {until:%Y}")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, datetime(2020, 1, 1), until)  # noqa: DTZ001
    address = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = builder.add_extension(address, critical=False).sign(key, hashes.SHA256())
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    file = folder / "nobody.pem"
    file.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain) + certificate.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


class _Server6(ThreadingHTTPServer):
    address_family = socket.AF_INET6


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        headers = {name.lower(): value for name, value in self.headers.items()}
        web: FakeWeb = self.server.web  # type: ignore[attr-defined]
        body = self.rfile.read(int(headers.get("content-length", "0")))
        answer = web.answer(Asked(parts.path, query, headers, body))
        self.send_response(answer.status)
        for name, value in {"Content-Type": "text/html; charset=utf-8", **answer.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.data)))
        self.end_headers()
        self.wfile.write(answer.data)

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        """The log is `FakeWeb.asked`."""


@dataclass(frozen=True)
class Card:
    """One review as a site shows it."""

    id: str
    text: str
    stars: int = 4
    date: str = "2026-11-01"
    author: str = "Mona"


def cards(count: int, first: int = 1) -> list[Card]:
    """Reviews from new to old, a day apart."""
    newest = date(2026, 11, 1)
    numbers = range(first, first + count)
    return [Card(f"r{n}", f"Visit number {n} was fine", date=str(newest - timedelta(days=n))) for n in numbers]


class ReviewPages:
    """A list of reviews over several pages with schema.org markup, ETag and a next link; change `cards` at will."""

    def __init__(self, shown: Sequence[Card], per_page: int = 5) -> None:
        self.cards = list(shown)
        self.per_page = per_page
        self.total: int | None = None  # what the page claims; None claims the truth
        self.endless = False  # a next link on every page, the last page again and again

    def __call__(self, asked: Asked) -> Answer:
        page = int(asked.query.get("page", "1"))
        body = self._html(page)
        etag = f'"{sha256(body.encode()).hexdigest()[:12]}"'
        if asked.headers.get("if-none-match") == etag:
            return Answer(b"", 304, {"ETag": etag})
        return Answer(body, headers={"ETag": etag})

    def edit(self, id: str, text: str) -> None:
        self.cards = [replace(card, text=text) if card.id == id else card for card in self.cards]

    def _html(self, page: int) -> str:
        last = max(1, -(-len(self.cards) // self.per_page))
        start = (min(page, last) - 1) * self.per_page
        more = f'<a rel="next" href="?page={page + 1}">more</a>' if page < last or self.endless else ""
        shown = self.cards[start : start + self.per_page]
        total = len(self.cards) if self.total is None else self.total
        head = f"<head><title>Guests of Café Ida</title>{json_ld(shown, total)}</head>"
        return f"<html lang=en>{head}<body>{more}</body></html>"


def json_ld(shown: Sequence[Card], total: int) -> str:
    """A script element with a schema.org business and its reviews."""
    reviews = [
        {
            "@type": "Review",
            "identifier": card.id,
            "author": {"@type": "Person", "name": card.author},
            "datePublished": card.date,
            "reviewBody": card.text,
            "reviewRating": {"@type": "Rating", "ratingValue": card.stars, "bestRating": 5},
        }
        for card in shown
    ]
    business = {
        "@context": "https://schema.org",
        "@type": "Restaurant",
        "name": "Café Ida",
        "aggregateRating": {"@type": "AggregateRating", "ratingValue": 4.2, "reviewCount": total},
        "review": reviews,
    }
    return f'<script type="application/ld+json">{json.dumps(business)}</script>'


def robots(*rules: str) -> Answer:
    return Answer("\n".join(("User-agent: *", *rules)), headers={"Content-Type": "text/plain"})
