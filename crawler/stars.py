"""The rating a node shows: in its attributes, its text, its class names, or as so many full stars of five."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.nodes import Element, text_of
from crawler.ratings import Rating, parse_rating

_TOLD = ("content", "aria-label", "data-rating", "data-score", "data-value", "data-stars", "title", "alt")
_HINTED = ("class", "style", "src")
_FULL = re.compile(r"(?:\b|[_-])(?:full|filled|fill|active|on|checked|gold|yellow|selected|solid)(?:\b|[_-])", re.I)
_EMPTY = re.compile(
    r"(?:\b|[_-])(?:empty|off|inactive|gr[ae]y|unfilled|blank|outline|regular|disabled)(?:\b|[_-])", re.I
)
_HALF = re.compile(r"(?:\b|[_-])half(?:\b|[_-])", re.I)


def rating_of(node: Element) -> Rating | None:
    """The node's own words first, then those of the nodes in it; text before class names."""
    near = [node, *list(node.iterdescendants())[:40]]
    near = [each for each in near if isinstance(each.tag, str)]
    told = (each.get(name) for each in near for name in _TOLD if each.get(name))
    for value in (*told, text_of(node)):
        if rating := parse_rating(value):
            return rating
    return _counted(node) or next((rating for value in _hints(near) if (rating := parse_rating(value))), None)


def _hints(near: list[Element]) -> Iterator[str]:
    for name in _HINTED:
        for each in near:
            if each.get(name):
                yield str(each.get(name)).rsplit("/", 1)[-1]


def _counted(node: Element) -> Rating | None:
    holders = (node, *list(node.iterdescendants("span", "div", "ul", "p"))[:20])
    return next((Rating(full, 5) for holder in holders if (full := full_stars(holder)) is not None), None)


def full_stars(holder: Element) -> float | None:
    """How many of an element's five children are full stars; None where they are not five stars."""
    marks = [_mark(child) for child in holder if isinstance(child.tag, str)]
    if len(marks) != 5 or None in marks:
        return None
    return sum(mark or 0.0 for mark in marks)


def _mark(star: Element) -> float | None:
    names = " ".join(str(star.get(name) or "") for name in ("class", "src", "alt", "href"))
    if _HALF.search(names):
        return 0.5
    if _EMPTY.search(names):
        return 0.0
    return 1.0 if _FULL.search(names) else None
