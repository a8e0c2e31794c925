"""Signs that a page is not what we asked for: a sign-in page, a robot check. Pure; asked only when no review was found.

Many honest pages carry a sign-in box or a captcha for their contact form: those count on a short page only.
"""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlsplit

_LOOKED_AT = 200_000  # bytes of a page that are searched
_SHORT = 15_000  # bytes; robot checks and bare sign-in pages are smaller
_LOGIN_PATH = re.compile(
    r"(?i)/(log-?in|sign-?in|sign_in|auth|sso|account/login|anmelden|anmeldung|connexion|se-connecter|log-ind)\b"
)
_LOGIN_TITLE = re.compile(
    r"(?i)\b(log ?in|sign in|anmelden|anmeldung|einloggen|connexion|se connecter|identifiez-vous|log ind)\b"
)
_PASSWORD_FIELD = re.compile(rb"""(?i)<input[^>]{0,300}type\s*=\s*["']?password""")
_CHALLENGE = re.compile(
    rb"(?i)cf-challenge|challenge-platform|<title>just a moment|px-captcha|captcha-delivery|awswaf|"
    rb"enable javascript and cookies to continue"
)
_CHALLENGE_IF_SHORT = re.compile(
    rb"(?i)captcha|verify (that )?you are (a )?human|are you a robot|unusual traffic|access denied|attention required"
)
_TITLE = re.compile(rb"(?is)<title[^>]{0,200}>(.{0,500}?)</title")


def title_of(body: bytes) -> str:
    """The text of the page's title element, "" where it has none."""
    found = _TITLE.search(body[:_LOOKED_AT])
    return " ".join(unescape(found[1].decode("utf-8", "replace")).split()) if found else ""


def strange(url: str, body: bytes, title: str) -> str:
    """The failure code of a page without reviews that looks like "login" or "challenge"; "" for any other."""
    start = body[:_LOOKED_AT]
    short = len(body) < _SHORT
    if _CHALLENGE.search(start) or (short and _CHALLENGE_IF_SHORT.search(start)):
        return "challenge"
    if (
        _LOGIN_PATH.search(urlsplit(url).path)
        or _LOGIN_TITLE.search(title)
        or (short and _PASSWORD_FIELD.search(start))
    ):
        return "login"
    return ""
