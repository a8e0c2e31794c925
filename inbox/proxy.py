"""Who a visitor is, as said by a proxy in front that signs people in. Only a peer that config.yaml names is believed.

The peer is who holds the connection to us, kept before X-Forwarded-For moves the visitor's own address in its place.
"""

from __future__ import annotations

import logging

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from config import InboxSettings

PEER = "grapevine.peer"
log = logging.getLogger("grapevine")


class KeepPeer:
    """ASGI: notes who is connected. Without it around the application nobody is ever signed in by a header."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            client = scope.get("client")
            scope = {**scope, PEER: client[0] if client else ""}
        await self.app(scope, receive, send)


def behind_proxy(app: ASGIApp, inbox: InboxSettings) -> ASGIApp:
    """`app` as it is served: proxies named in `trusted_proxies` may say where a visitor comes from."""
    moved: ASGIApp = ProxyHeadersMiddleware(app, trusted_hosts=list(inbox.trusted_proxies))  # type: ignore[arg-type, assignment]
    return KeepPeer(moved if inbox.trusted_proxies else app)


def named_by_proxy(request: Request, inbox: InboxSettings) -> str:
    """The address a trusted proxy gives for this visitor; "" where none does, or where it is not to be believed.

    Two headers of that name are believed less than none: one of them came through from outside.
    """
    if not inbox.signin_header:
        return ""
    said = request.headers.getlist(inbox.signin_header)
    if not said:
        return ""
    peer = str(request.scope.get(PEER, ""))
    if not inbox.trusts(peer):
        log.warning("%s sent %s and is no trusted proxy: ignored", peer or "somebody", inbox.signin_header)
        return ""
    if len(said) > 1:
        log.warning("%s sent %s twice: ignored; let the proxy replace it", peer, inbox.signin_header)
        return ""
    return said[0].strip()
