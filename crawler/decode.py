"""Bytes to text: charsets declared, missing and lied about; and what kind of document it is. Knows no reviews."""

from __future__ import annotations

import codecs
import re

from w3lib.encoding import html_to_unicode, http_content_type_encoding, resolve_encoding

from model import ExtractError

MAX_PAGE = 8 * 1024 * 1024  # bytes; the largest honest page we measured has 1.3 million
_MANY_BYTES = frozenset(
    ("shift_jis", "cp932", "euc_jp", "gbk", "gb18030", "big5hkscs", "euc_kr", "cp949", "iso2022_jp", "utf-16", "utf-32")
)
_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_META = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]{2,30})", re.I)
_MARKUP = re.compile(
    r"<(?:!doctype|html|head|body|div|p|span|script|table|article|section|main|ul|ol|li|h1|meta)\b", re.I
)
_FEED = re.compile(r"\A\s*<(?:\?xml\b.{0,3000}?<)?(?:rss|feed|rdf:RDF)(?:[\s>]|\Z)", re.I | re.S)


def check_size(body: bytes) -> None:
    """Raises ExtractError for a page we refuse to read."""
    if len(body) > MAX_PAGE:
        raise ExtractError(
            f"the page has {len(body) / 1e6:.1f} MB, more than the {MAX_PAGE // 1024**2} MB we read: "
            "point the source at a smaller page, or at the data behind it"
        )


def to_unicode(body: bytes, content_type: str = "") -> str:
    """The text of a page, without NUL characters.

    The header's charset rules, then a byte order mark, then the page's own word. Valid UTF-8 beats a single-byte
    charset; a page that says UTF-8 and is not (more than 0.1 % of it unreadable) is read as Windows-1252.
    """
    if body.isascii() and b"\x1b" not in body:
        return body.decode("ascii").replace("\x00", "")
    if not body.startswith(_BOMS) and _declared(body, content_type) not in _MANY_BYTES:
        try:
            return body.decode("utf-8").replace("\x00", "")
        except UnicodeDecodeError:
            pass
    _, text = html_to_unicode(content_type or None, body, auto_detect_fun=lambda _: "utf-8")
    if text.count("\ufffd") > len(text) / 1000:
        text = body.decode("cp1252", "replace")
    return text.encode("utf-8", "ignore").decode().replace("\x00", "")  # UTF-7 can smuggle in halves of characters


def _declared(body: bytes, content_type: str) -> str | None:
    named = http_content_type_encoding(content_type) if content_type else None
    if named is None and (match := _META.search(body, 0, 4096)):
        named = resolve_encoding(match[1].decode("ascii"))
    return named


def kind_of(text: str, content_type: str = "") -> str:
    """What the text is: html | json | feed. Its looks count more than its content type. ExtractError for neither."""
    start = text[:4096].lstrip("\ufeff \t\r\n")
    if _FEED.match(start):
        return "feed"
    if start[:1] in ("{", "["):
        return "json"
    if _MARKUP.search(start) or _MARKUP.search(text[:200_000]):
        return "html"
    if "json" in content_type.lower() or re.match(r"(?:\)\]\}'|while\(1\);|/\*.*?\*/|[\w.$]+\()", start):
        return "json"
    raise ExtractError(f"neither a page, a feed nor JSON{_said(content_type)}: {_glimpse(start)}")


def _said(content_type: str) -> str:
    return f" (the server calls it {content_type.split(';')[0].strip()})" if content_type else ""


def _glimpse(text: str) -> str:
    shown = "".join(c if c.isprintable() else "·" for c in text[:40])
    return f"it starts with “{shown}”" if shown else "it is empty"
