"""A page's elements by number, with what each one shows: a rating, a date, words, a heading, an answer. Pure.

Numbers run in document order, so the elements within one are a range. They are the only key used: an lxml element is a
passing proxy, whose `id()` may soon be another's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from crawler.hints import best_hint
from crawler.nodes import Element
from crawler.ratings import parse_rating
from crawler.stars import full_stars

MOST = 40_000  # elements of a page that are looked at
_SILENT = frozenset(("script", "style", "template", "noscript", "svg", "head", "iframe", "option"))
_CONTROLS = frozenset(("a", "button", "nav", "form", "select", "label", "textarea"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_ATTRIBUTES = ("aria-label", "title", "alt", "content")
_NUMBERS = ("data-rating", "data-score", "data-stars", "data-value", "data-rate")
_OF = r"(?:/|out of|of|von|sur|af|ud af|van|av|de|su|z|ze|из)"
_SAYS = re.compile(
    rf"[★☆⭐✭]|(?<!\d)\d{{1,3}}(?:[.,]\d{{1,2}})?\s*(?:stars?|sterne?n?|étoiles?|stjerner?|points?|punkte?n?)?\s*{_OF}\s*"
    r"(?:5|6|10|20|100)(?!\d)|(?<!\d)[0-5](?:[.,]\d)?\s*(?:stars?|sterne?n?|étoiles?|stjerner?|hearts?|points?|punkte?n?)\b"
    r"|\b(?:rated|rating|bewertung|bewertet|note|vurdering|score)\b\W{0,3}\d",
    re.I,
)
_DRAWN = re.compile(r"(?:star|rating|bubble|score|note|stern|etoile|stjerne|rate)s?[\w-]*?\d", re.I)
_WIDTH = re.compile(r"width\s*:\s*\d{1,3}(?:\.\d+)?%")
_FIGURE = re.compile(r"\d{1,3}(?:[.,]\d{1,2})?\Z")
DATED = re.compile(
    r"(?<![\d©])(?<!© )(?:19|20)\d\d(?!\d)|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\bago\b|\bvor \w+ \w+|\bil y a\b"
    r"|\bsiden\b|\bgestern\b|\bheute\b|\byesterday\b|\btoday\b|\bhier\b|\baujourd"
    r"|\bi går\b|\bi dag\b|\bgeleden\b|\bsedan\b",
    re.I,
)
_LONGEST = 90  # characters of a rating or a date with the text around it


@dataclass(frozen=True, slots=True)
class Outline:
    """`ends[n]` is the first number after element n and all in it. `marks`: kind to elements counted up to a number."""

    nodes: list[Element]
    parents: list[int]
    ends: list[int]
    marks: dict[str, list[int]]

    def inside(self, number: int) -> range:
        """All below an element, itself left out."""
        return range(number + 1, self.ends[number])

    def count(self, kind: str, number: int) -> int:
        """Elements of a kind within an element, itself included; of `words`, the words."""
        marks = self.marks[kind]
        return marks[self.ends[number]] - marks[number]

    def shows(self, kind: str, number: int) -> bool:
        """Whether the element itself is of the kind."""
        marks = self.marks[kind]
        return marks[number + 1] > marks[number]

    def below(self, kind: str, number: int) -> int:
        """As `count`, itself left out."""
        return self.count(kind, number) - self.shows(kind, number)

    def up(self, number: int) -> Iterator[int]:
        """The parents, innermost first."""
        while (number := self.parents[number]) >= 0:
            yield number


def outline(root: Element) -> Outline:
    """The outline of the tree below `root`; elements that nobody sees are left out."""
    nodes, parents, ends = _numbered(root)
    controls = _inherited(nodes, parents)
    marks: dict[str, list[bool] | list[int]] = {
        "rating": [shows_rating(node) for node in nodes],
        "stars": [_says_rating(node) for node in nodes],
        "date": [_shows_date(node) for node in nodes],
        "words": [0 if control else len(_own(node).split()) for node, control in zip(nodes, controls, strict=True)],
        "said": [bool(_own(node).strip()) for node in nodes],
        "heading": [node.tag in _HEADINGS or best_hint("title", classes(node)[:4]) >= 0.85 for node in nodes],
        "reply": [_is_reply(node) for node in nodes],
    }
    sums = {kind: [0, *accumulate(int(value) for value in values)] for kind, values in marks.items()}
    return Outline(nodes, parents, ends, sums)


def _numbered(root: Element) -> tuple[list[Element], list[int], list[int]]:
    nodes, parents, ends = [root], [-1], [0]
    stack: list[tuple[int, Iterator[Element]]] = [(0, iter(root))]
    while stack:
        above, children = stack[-1]
        child = next(children, None)
        if child is None:
            ends[above] = len(nodes)
            stack.pop()
        elif isinstance(child.tag, str) and child.tag not in _SILENT and len(nodes) < MOST:
            nodes.append(child)
            parents.append(above)
            ends.append(0)
            stack.append((len(nodes) - 1, iter(child)))
    return nodes, parents, ends


def _inherited(nodes: list[Element], parents: list[int]) -> list[bool]:
    """Whether each element is, or stands in, something to click or fill in: what is written there is no review."""
    flags: list[bool] = []
    for node, parent in zip(nodes, parents, strict=True):
        flags.append(node.tag in _CONTROLS or (parent >= 0 and flags[parent]))
    return flags


def _own(node: Element) -> str:
    """The text that stands in the element itself."""
    return "".join([node.text or "", *(child.tail or "" for child in node)])


def classes(node: Element) -> list[str]:
    """The classes that may say something: some frameworks write dozens."""
    return [name for name in (node.get("class") or "")[:2000].split()[:20] if len(name) <= 80]


def shows_rating(node: Element) -> bool:
    """Whether the element itself, not one within it, tells or draws a rating."""
    if any(_SAYS.search((node.get(name) or "")[:_LONGEST]) for name in _ATTRIBUTES) or any(
        node.get(name) for name in _NUMBERS
    ):
        return True
    if _says_rating(node):
        return True
    own = _own(node).strip()
    named = best_hint("rating", [*classes(node)[:4], node.get("itemprop") or ""]) >= 0.85
    if named and _FIGURE.match(own):
        return True
    drawn = any(_DRAWN.search(name) and parse_rating(name) for name in [*classes(node)[:9], _file(node)])
    return (
        drawn
        or bool(named and _WIDTH.search(node.get("style") or ""))
        or (len(node) == 5 and full_stars(node) is not None)
    )


def _says_rating(node: Element) -> bool:
    """Whether a rating stands in its own words: “4 of 5”, “★★★”."""
    own = " ".join(_own(node).split())
    return 0 < len(own) <= 40 and _SAYS.search(own) is not None


def _file(node: Element) -> str:
    return str(node.get("src") or "").rsplit("/", 1)[-1][:_LONGEST]


def _shows_date(node: Element) -> bool:
    if node.tag == "time" or node.get("datetime"):
        return True
    own = " ".join(_own(node).split())
    title = node.get("title") or ""
    return any(len(text) <= _LONGEST and DATED.search(text) for text in (own, title))


def _is_reply(node: Element) -> bool:
    return node.tag not in _CONTROLS and best_hint("reply", classes(node)[:4]) >= 0.85
