"""What every request and answer must obey: same origin for acts, a size cap, security headers. Knows no page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY = 256 * 1024
"""Bytes of a form: the longest review text percent-encoded, with room."""

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PREVIEW_CSP = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'; sandbox"
)
"""For a stored mail shown in a frame: its inline styles, nothing else, not even its links' scripts."""

HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
OPEN_PATH = "/u/"  # RFC 8058: a mail provider posts here, without cookie or origin

Refuse = Callable[[Request, str, int], Response]


def same_origin(headers: Headers) -> bool:
    """Whether an unsafe request comes from our own page: Sec-Fetch-Site where sent, else Origin equal to Host.

    Browsers leave Sec-Fetch-Site out on plain HTTP outside localhost; a request with neither is refused.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin", "null")
    return origin != "null" and urlsplit(origin).netloc == headers.get("host")


class Guard:
    """ASGI middleware. `refuse(request, kind, status)` makes the page a person sees when turned away."""

    def __init__(self, app: ASGIApp, refuse: Refuse) -> None:
        self.app, self.refuse = app, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        await self._answer(scope, receive, _with_headers(scope, send))

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        unsafe = request.method not in SAFE_METHODS
        if unsafe and not scope["path"].startswith(OPEN_PATH) and not same_origin(request.headers):
            await self.refuse(request, "other_site", 403)(scope, receive, send)
            return
        body = await _read(receive) if unsafe else b""
        if body is None:
            await self.refuse(request, "too_big", 413)(scope, receive, send)
            return
        await self.app(scope, _replay(body, receive) if unsafe else receive, send)


async def _read(receive: Receive) -> bytes | None:
    """The whole body, or None once it is over the cap: the rest is not read."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > MAX_BODY:
            return None
        if not message.get("more_body", False):
            return bytes(body)


def _replay(body: bytes, receive: Receive) -> Callable[[], Awaitable[Message]]:
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again


def _with_headers(scope: Scope, send: Send) -> Send:
    kept = {"Cache-Control": "max-age=3600"} if scope["path"].startswith("/static/") else {}

    async def wrapped(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in (HEADERS | kept).items():
                headers.setdefault(name, value)
        await send(message)

    return wrapped
