"""Sign-in by mailed link, and sessions. Tokens have 256 bits; the store only ever sees their SHA-256.

Refuses to know how a mail is made: it leaves a `signin` request, and whoever mails calls `signin_link`.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from config import Config
from config.links import SIGNIN_LASTS
from model import digest_of
from store import Store

SESSION_LASTS = timedelta(days=30)
PURPOSE = "signin"

TRIES_WITHIN = timedelta(minutes=10)
MOST_PER_MAIL = 5
MOST_PER_PLACE = 20


def new_token() -> str:
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def signin_link(store: Store, email: str, *, base: str, now: datetime, review: int | None = None) -> str:
    """A fresh link that signs `email` in once within 15 minutes, and then shows `review` where one is named.

    `base`: where the inbox is reached, e.g. https://reviews.example, without a slash at its end.
    """
    token = new_token()
    store.people.issue(hashed(token), email.casefold(), PURPOSE, now, now + SIGNIN_LASTS)
    return f"{base.rstrip('/')}/signin/{token}" + (f"?review={review}" if review else "")


def may_try(store: Store, what: str, who: str, most: int, now: datetime) -> bool:
    """Count this try of `who` (kept hashed) and say whether it is still within `most` in ten minutes."""
    key = f"{what}:{digest_of(what, who)}"
    within = store.people.recent_tries(key, now - TRIES_WITHIN) < most
    store.people.tried(key, now)
    return within


def start_session(store: Store, request: Request, response: Response, *, email: str, now: datetime, url: str) -> None:
    """Always a new id: one that somebody planted before sign-in is worth nothing, and an old session ends."""
    end_session(store, request)
    token = new_token()
    store.people.start(hashed(token), email.casefold(), now, now + SESSION_LASTS)
    https = over_https(request, url)
    response.set_cookie(
        cookie_name(https),
        token,
        max_age=int(SESSION_LASTS.total_seconds()),
        httponly=True,
        secure=https,
        samesite="lax" if https else "strict",
    )


def end_session(store: Store, request: Request) -> None:
    for token in _tokens(request):
        store.people.end(hashed(token))


def end_all_sessions(store: Store, email: str) -> None:
    """Signs this person out of every browser; sign-in links not yet used are void."""
    store.people.end_all(email.casefold())


def forget_cookie(request: Request, response: Response, url: str) -> None:
    https = over_https(request, url)
    response.delete_cookie(cookie_name(https), httponly=True, secure=https, samesite="lax" if https else "strict")


def signed_in(store: Store, request: Request, *, now: datetime, url: str) -> str | None:
    """The mail address behind this request's session, or None."""
    token = request.cookies.get(cookie_name(over_https(request, url)), "")
    return store.people.who(hashed(token), now) if token else None


def cookie_name(https: bool) -> str:
    """The `__Host-` prefix makes a browser refuse the cookie from another host or over plain HTTP."""
    return "__Host-grapevine" if https else "grapevine"


def over_https(request: Request, url: str) -> bool:
    """Whether the person's browser speaks HTTPS: to us, or to the proxy that `inbox: url` names."""
    if request.url.scheme == "https":
        return True
    public = urlsplit(url)
    return public.scheme == "https" and public.netloc == request.headers.get("host")


def public_url(config: Config) -> str:
    """Where people reach the inbox: `inbox: url`, else the address it listens on."""
    return (config.inbox.url or f"http://{config.inbox.listen}").rstrip("/")


def _tokens(request: Request) -> list[str]:
    found = (request.cookies.get(cookie_name(https), "") for https in (True, False))
    return [token for token in found if token]
