"""What customers wrote is hostile: cleaned here once, on the way in. And who a review is."""

from __future__ import annotations

import hashlib
import math
import re
import unicodedata

MAX_TEXT = 20_000  # code points kept of one review; the longest real one we measured has 9,000
MAX_LINE = 300  # author, title, names

_LINE_BREAKS = re.compile(r"[\r\n\x0b\x0c\x85\u2028\u2029]+")
_KEPT_CONTROLS = "\n\t"


def clean(text: object, cap: int = MAX_TEXT) -> str:
    """Make hostile text storable, mailable and displayable: once on the way in.

    Drops NUL, control, bidi-override and unassigned-surrogate code points (each stops a database, a mail or a page:
    docs/decisions.md), keeps emoji and right-to-left letters, joins line breaks to "\\n", cuts at `cap` code points.
    """
    raw = str(text or "")[: cap * 2]
    raw = _LINE_BREAKS.sub("\n", raw.replace("\r\n", "\n"))
    if not raw.replace("\n", "").isprintable():  # no printable character is unwelcome: most texts need no second look
        raw = "".join(c for c in raw if c in _KEPT_CONTROLS or not _unwelcome(c))
    return unicodedata.normalize("NFC", raw).strip()[:cap]


def _unwelcome(char: str) -> bool:
    if char in "\u200d\u200c":  # joiners make emoji families and Persian words
        return False
    category = unicodedata.category(char)
    if category == "Cn":  # unassigned: newer emoji than Python's tables are welcome, noncharacters are not
        return ord(char) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF
    return category in ("Cc", "Cs", "Co") or (category == "Cf" and char not in "\u00ad\u200e\u200f")


def clean_line(text: object, cap: int = MAX_LINE) -> str:
    """`clean` for what must stay on one line: names, titles, subjects."""
    return " ".join(clean(text, cap * 2).split())[:cap]


def clean_rating(value: float | None) -> float | None:
    """A rating of 1 to 5, or None for what is no number or lies outside."""
    if value is None or not math.isfinite(value) or not 1 <= value <= 5:
        return None
    return float(value)


def digest_of(*parts: str) -> str:
    """A short stable key of some strings: 32 hex digits of SHA-256."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def identity(native_id: str | None, author: str, text: str) -> str:
    """Who a review is: the native id, else author and text. Never date or rating (they drift: docs/decisions.md)."""
    if native_id:
        return clean_line(native_id, 200)
    fold = " ".join(text.casefold().split())[:200]
    return "h:" + digest_of(" ".join(author.casefold().split()), fold)
