"""Reviews and mentions in RSS and Atom. Parses bytes and never fetches: feedparser would, given an address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import feedparser

from crawler.htmltext import to_text
from model import ExtractError

_RATINGS = ("im_rating", "rating", "review_rating", "stars", "score", "g_rating")
_DATES = ("published", "updated", "created", "dc_date")
_RATING_LINE = re.compile(r"\s*\bRating:\s*([1-5])\s*stars?\s*\.?\s*", re.I)
_REFERENCE = re.compile(rb"&#(?:(\d+)|[xX]([0-9a-fA-F]+));")
_REPLIES_LINE = re.compile(r"\A\s*Replies:\s*\d+\s*", re.I)


def parse(body: bytes) -> Any:
    """The feed. ExtractError where it is none: a broken one is read as far as it goes."""
    try:
        feed = feedparser.parse(BytesIO(_REFERENCE.sub(_readable, body)))  # bare bytes it takes for a file's name
    except ValueError as error:
        raise ExtractError(f"this feed is too broken to be read ({error})") from error
    if not feed.entries and (feed.bozo or not feed.version):
        raise ExtractError("this is not a feed that can be read: open its address in a browser and see what it says")
    return feed


def _readable(reference: re.Match[bytes]) -> bytes:
    """A character reference, or nothing for one to no character: the parser would give up the whole feed for it."""
    digits = reference[1] or reference[2]
    code = int(digits[:12], 10 if reference[1] else 16)
    return b"" if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF else reference[0]


def entries(feed: Any, fields: Mapping[str, str]) -> list[dict[str, Any]]:
    """Raw reviews (see `assemble`); `fields` may name other keys of an entry."""
    return [_entry(entry) | {name: entry.get(key) for name, key in fields.items()} for entry in feed.entries]


def _entry(entry: Any) -> dict[str, Any]:
    text = _text(entry)
    rating = next((entry[key] for key in _RATINGS if entry.get(key)), None)
    stars = _RATING_LINE.search(text)
    if rating is None and stars:  # WordPress.org writes them into the text
        rating, text = stars[1], _REPLIES_LINE.sub("", _RATING_LINE.sub("\n", text, count=1)).strip()
    return {
        "id": entry.get("id"),
        "author": entry.get("author"),
        "rating": rating,
        "date": next((entry[key] for key in _DATES if entry.get(key)), None),
        "title": entry.get("title"),
        "text": text,
        "url": entry.get("link"),
        "lang": entry.get("language"),
    }


def _text(entry: Any) -> str:
    contents = [content for content in entry.get("content", []) if content.get("value")]
    plain = next((content for content in contents if content.get("type") == "text/plain"), None)
    chosen = plain or (contents[0] if contents else None)
    return to_text(chosen["value"] if chosen else entry.get("summary") or "")


def shape(feed: Any) -> str:
    return " ".join(sorted({key for entry in feed.entries[:5] for key in entry})[:100])


def next_link(feed: Any) -> str:
    links = feed.feed.get("links", [])
    return next((link.get("href", "") for link in links if link.get("rel") == "next"), "")
