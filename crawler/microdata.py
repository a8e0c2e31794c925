"""schema.org microdata as the same objects that JSON-LD gives, so that `schema` reads both. Knows no reviews."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin

from crawler.nodes import Element, text_of

_SCHEMA = re.compile(r"schema\.org/(\w+)")  # begins with letters in one case: a page is searched in no time
_ITEMTYPE = re.compile(r"itemtype\s*=\s*[\"']?[^\"'>]*\Z", re.I)
_LINKS = {"a": "href", "area": "href", "link": "href", "img": "src", "audio": "src", "video": "src", "iframe": "src"}
_BODY = frozenset(("reviewBody", "description", "text", "articleBody"))
_MAX_ITEMS = 20_000


def kinds(text: str) -> list[str]:
    """The schema.org types of a page's microdata, as its source names them; next to nothing to find out."""
    return [hit[1] for hit in _SCHEMA.finditer(text) if _ITEMTYPE.search(text, max(0, hit.start() - 80), hit.start())]


def items(root: Element, url: str = "") -> list[dict[str, Any]]:
    """The top-level items of a page, nested ones inside them, with `@type` and `@id` as JSON-LD writes them.

    Walks without recursion; `itemref` is followed once for each item.
    """
    made: dict[Element, dict[str, Any]] = {}
    top: list[dict[str, Any]] = []
    for element in root.iter("*"):
        if "itemscope" not in element.attrib and "itemtype" not in element.attrib:
            continue
        if len(made) >= _MAX_ITEMS:
            break
        made[element] = _new(element)
        if "itemprop" not in element.attrib:
            top.append(made[element])
    for element in root.iter("*"):
        if "itemprop" in element.attrib:
            _attach(element, made, top, url)
    _follow_references(root, made, url)
    return top


def _new(element: Element) -> dict[str, Any]:
    item: dict[str, Any] = {}
    kinds = (element.get("itemtype") or "").split()
    if kinds:
        item["@type"] = kinds if len(kinds) > 1 else kinds[0]
    if element.get("itemid"):
        item["@id"] = element.get("itemid")
    return item


def _attach(element: Element, made: dict[Element, dict[str, Any]], top: list[dict[str, Any]], url: str) -> None:
    owner = next((made[above] for above in element.iterancestors() if above in made), None)
    if owner is None:
        if element in made:
            top.append(made[element])  # a property of nothing: themes leave the outer itemscope away
        return
    _put(owner, element, made, url)


def _put(owner: dict[str, Any], element: Element, made: dict[Element, dict[str, Any]], url: str) -> None:
    for name in (element.get("itemprop") or "").split():
        value = made[element] if element in made else _value(element, name, url)
        if value is owner or value in ("", None):
            continue
        if name not in owner:
            owner[name] = value
        elif isinstance(owner[name], list):
            owner[name].append(value)
        else:
            owner[name] = [owner[name], value]


def _value(element: Element, name: str, url: str) -> str:
    for attribute in ("content", "datetime"):
        if element.get(attribute) is not None:
            return str(element.get(attribute))
    if (
        element.tag in _LINKS
        and element.get(_LINKS[element.tag])
        and not (element.tag == "a" and name in ("name", "author"))
    ):
        return urljoin(url, str(element.get(_LINKS[element.tag])))
    if element.tag in ("data", "meter") and element.get("value"):
        return str(element.get("value"))
    return text_of(element, lines=name in _BODY)


def _follow_references(root: Element, made: dict[Element, dict[str, Any]], url: str) -> None:
    for element, item in list(made.items()):
        for reference in (element.get("itemref") or "").split()[:20]:
            target = root.get_element_by_id(reference, None)
            if target is None or target in element.iterancestors():
                continue
            for inner in target.iter("*"):
                if "itemprop" in inner.attrib and not _scoped_below(inner, target, made):
                    _put(item, inner, made, url)


def _scoped_below(inner: Element, target: Element, made: dict[Element, dict[str, Any]]) -> bool:
    """Whether `inner` belongs to an item that starts at or below `target`."""
    if inner is target:
        return False
    for above in inner.iterancestors():
        if above in made:
            return True
        if above is target:
            return False
    return False
