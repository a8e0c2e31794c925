"""Guesses `next_page:` where a page has no rel=next: the link that people take to the next page of a list. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin

from parsel import Selector

from crawler.css import select
from crawler.hints import tokens, words
from crawler.nodes import Element, text_of
from crawler.selectors import named
from crawler.site import same_site
from model import ExtractError

_NEXT = words("next weiter nächste naechste suivant suivante næste naeste volgende siguiente neste nästa older")
_SAYS = re.compile(
    r"\A\W*(?:(?:go to |show )?(?:the )?next(?: page)?|weiter|(?:zur )?nächsten? seite|nächste|(?:page )?suivante?|"
    r"næste(?: side)?|volgende(?: pagina)?|siguiente|nästa|ältere (?:bewertungen|kommentare)|"
    r"older (?:reviews|comments)|more reviews|[›»→>])\W*\Z",
    re.I,
)
_PAGES = re.compile(r"\d|page|seite|side|offset|start|cursor|after|from", re.I)


def guess_next(tree: Selector, url: str) -> str:
    """A rule for `next_page`, or ""."""
    for node in tree.css("a[href]"):
        address = urldefrag(urljoin(url, node.attrib["href"].strip())).url
        if not _leads_on(address, url) or not _says_next(node.root):
            continue
        rule = next((rule for rule in _rules(node.root) if _first(tree, rule) is node.root), "")
        if rule:
            return rule
    return ""


def _leads_on(address: str, url: str) -> bool:
    return address != urldefrag(url).url and same_site(url, address) and _PAGES.search(address[8:]) is not None


def _says_next(node: Element) -> bool:
    if any(_SAYS.match(node.get(name) or "") for name in ("aria-label", "title")) or _SAYS.match(text_of(node)):
        return True
    above = node.getparent()
    near = [node] if above is None else [node, above]
    return any(_NEXT & set(tokens(name)) for one in near for name in (one.get("class") or "").split())


def _rules(node: Element) -> Iterator[str]:
    """Selectors that pick the link, the most lasting first."""
    above = node.getparent()
    yield from (f"a{name}" for name in named(node) if _NEXT & set(tokens(name)))
    if above is not None:
        yield from (f"{name} > a" for name in named(above) if _NEXT & set(tokens(name)))
    label = node.get("aria-label") or ""
    if label and '"' not in label:
        yield f'a[aria-label="{label}"]'
    said = " ".join(text_of(node).split())
    around = next((name for up in list(node.iterancestors())[:3] for name in named(up)[:1]), "")
    if said and '"' not in said and "\\" not in said:
        yield f'{around} a:contains("{said}")'.strip()


def _first(tree: Selector, rule: str) -> Element | None:
    """The element a crawl would take."""
    try:
        return next((node.root for node in select(tree, rule)), None)
    except ExtractError:
        return None  # a label that is no selector after all
