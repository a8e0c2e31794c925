"""A page as a tree: building it, and reading plain text out of a node. The only place that knows the parser."""

from __future__ import annotations

import html
import re
from typing import Any

from parsel import Selector
from w3lib.html import get_base_url

from crawler.htmltext import to_text

Element = Any
"""An lxml element; lxml ships no types."""

_SILENT = frozenset(("script", "style", "template", "noscript", "svg"))
_TITLE = re.compile(r"<title\b[^>]*>(.*?)</title", re.I | re.S)
_LANGUAGE = re.compile(r"<html\b[^>]{0,500}?\blang\s*=\s*[\"']?\s*([a-z]{2,3}(?:[-_][a-z0-9]+)*)", re.I)
_NEXT = ('rel="next"', "rel='next'", "rel=next")  # looked for as they are: a regex takes 5 ms of a long page
_HREF = re.compile(r"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))", re.I)


def tree(text: str, url: str = "") -> Selector:
    return Selector(text=text or "<html></html>", type="html", base_url=url or None)


def text_of(element: Element, *, lines: bool = False) -> str:
    """The text a reader sees in a node; with `lines`, paragraphs and breaks are kept."""
    if lines and len(element):
        return to_text(_inner_html(element))
    if not len(element):
        return " ".join((element.text or "").split()) if not lines else str(element.text or "").strip()
    pieces = element.xpath(".//text()[not(ancestor::script or ancestor::style or ancestor::template)]")
    return " ".join("".join(pieces).split())


def _inner_html(element: Element) -> str:
    return str(Selector(root=element, type="html").get())


def title_of(text: str) -> str:
    """The page's title, on one line."""
    at = text.find("<title")
    match = _TITLE.search(text, max(at, 0), max(at, 0) + 4000)
    return " ".join(html.unescape(match[1]).split())[:300] if match else ""


def language_of(text: str) -> str | None:
    """`<html lang>`."""
    match = _LANGUAGE.search(text, 0, 20_000)
    return match[1] if match else None


def base_of(text: str, url: str) -> str:
    return get_base_url(text[:8000], url) if "<base" in text[:8000] else url


def next_link(text: str) -> str:
    """The address in `rel=next`, as written, or ""."""
    for mark in _NEXT:
        hit = text.find(mark)
        if hit < 0:
            continue
        tag = text[max(text.rfind("<", 0, hit), hit - 2000) : text.find(">", hit) + 1]
        href = _HREF.search(tag) if tag.lower().startswith(("<a ", "<link ")) else None
        if href:
            return html.unescape(next(filter(None, href.groups()), ""))
    return ""
