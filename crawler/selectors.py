"""CSS selectors a person can read and a redesign of the colours does not break. Pure.

Names made by build tools (`css-1q2w3e`, `Card_text__x7Yz1`) change with every release, names of looks (`mt-3`, `col-6`)
mean nothing: the former are cut down to their lasting part or left out, the latter are left out.
"""

from __future__ import annotations

import re
from itertools import islice

from crawler.hints import tokens, words
from crawler.nodes import Element

_TEST_IDS = ("data-testid", "data-test-id", "data-test", "data-hook", "data-qa", "data-element", "itemprop")
_LOOKS = re.compile(
    r"(?:col|row|grid|flex|float|pull|align|justify|items|content|self|order|gap|space|[mp][trblxyse]?|[wh]|d|bg|border|rounded|"
    r"shadow|fw|fs|lh|font|leading|tracking|opacity|z|top|left|right|bottom|position|overflow|visible|invisible|offset|"
    r"size|color|svg|icon|btn|fa|fas|far|glyphicon|material-icons|elementor-(?:element|widget|column|section))"
    r"(?:-.*)?\Z"
    r"|text-(?:\d?xs|sm|md|base|lg|\d?xl|left|center|right|start|end|muted|white|black|primary|secondary|success|danger|"
    r"warning|info|dark|light|justify|nowrap|truncate|wrap|uppercase|gr[ae]y.*)\Z"
    r"|(?:row|clearfix|container|container-fluid|wrapper|inner|outer|hidden|show|active|current|open|selected|first|last|"
    r"odd|even|alt|block|inline|inline-block|small|large|medium|bold|italic|left|right|center|media|well|card-deck|"
    r"sr-only|visually-hidden|loaded|lazy|lazyload|animated|fade|in|no-js|js)\Z"
)
_COUNTING = words("odd even first last alt alternate nth")
_MADE = re.compile(
    r"(?:css|sc|jsx|emotion|svelte|astro|ng|v|chakra|mui|jss|tw)-|_|js-|is-|has-|.*\d{3}|.*[:/\[\]!@%.,]"
)
_NUMBERED = re.compile(r".*[-_]\d+\Z")
_MODULE = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)*)_{1,3}(?P<hash>[A-Za-z0-9+-]{4,12})\Z")
_SIBLINGS = 30  # of one tag; the place among more of them means nothing
_PLAIN = re.compile(r"-?[A-Za-z_][\w-]*\Z", re.ASCII)
_NOISE = re.compile(
    r"data-(?:react|styled|server|ssr|hydrat|lazy|loaded|nosnippet|toggle|target|track|analytics|expand)"
)
_VOWEL = re.compile(r"[aeiouyäöüåæøéè]", re.I)


def class_selectors(node: Element) -> list[str]:
    """`.name` for each class of the element that is worth a selector, the most telling ones as they stand."""
    names = (node.get("class") or "")[:2000].split()[:20]
    return [selector for name in names if len(name) <= 80 and (selector := _of_class(name))]


def _of_class(name: str) -> str:
    module = _MODULE.match(name)
    if module and _is_hash(module["hash"]) and not _gibberish(module["name"]):
        stem = name[: module.start("hash")]
        return f'[class*="{stem}"]'
    if len(name) < 2 or len(name) > 50 or not _PLAIN.match(name) or _MADE.match(name) or _NUMBERED.match(name):
        return ""
    counted = not _COUNTING.isdisjoint(tokens(name))
    return "" if counted or _LOOKS.match(name) or _gibberish(name) else f".{name}"


def _gibberish(name: str) -> bool:
    """Whether a name is a hash: digits among its letters, or mixed case that makes no words."""
    if re.search(r"\d[A-Za-z]|[A-Za-z]\d[A-Za-z]", name):
        return True
    parts = tokens(name)
    mixed = name != name.lower() and len(name) <= 14
    return mixed and any(len(part) < 2 or (len(part) > 2 and not _VOWEL.search(part)) for part in parts)


def _is_hash(name: str) -> bool:
    """As `_gibberish`, for the end of a name that a build tool puts there: five letters or so that are no word."""
    mixed = name != name.lower() and any(len(part) < 3 for part in tokens(name))
    return (
        bool(re.search(r"\d", name))
        or mixed
        or name.isupper()
        or (len(name) >= 5 and not re.search(r"[aeiou]", name, re.I))
    )


def attribute_selectors(node: Element) -> list[str]:
    """`[data-testid="author"]` and its like, `[itemprop=author]`: names that are made to last."""
    found = [(name, node.get(name) or "") for name in _TEST_IDS]
    values = [f'[{name}="{value}"]' for name, value in found if re.fullmatch(r"[A-Za-z][\w-]{1,40}", value)]
    return [*values, *(f"[{name}]" for name, value in node.attrib.items() if value in ("", "true") and _is_name(name))]


def _is_name(attribute: str) -> bool:
    """`data-review-text`, whose name says all; not `data-v-1f3c`, which a build tool put there."""
    return bool(re.fullmatch(r"data(?:-[a-z]{3,}){1,6}", attribute)) and not _NOISE.match(attribute)


def named(node: Element) -> list[str]:
    """All selectors that name the element by itself, the best first: attributes, then classes."""
    return [*attribute_selectors(node), *class_selectors(node)]


def by_place(node: Element) -> str:
    """The element by its tag and, where it is one of a few siblings of the same tag, its number among them."""
    tag = str(node.tag)
    before = sum(1 for _ in islice(node.itersiblings(tag, preceding=True), _SIBLINGS))
    alone = not before and next(node.itersiblings(tag), None) is None
    return tag if alone or before == _SIBLINGS else f"{tag}:nth-of-type({before + 1})"


def telling_id(node: Element) -> str:
    """`#name` where the element's id is a word, not a number or a hash."""
    name = node.get("id") or ""
    return f"#{name}" if _PLAIN.match(name) and not re.search(r"\d", name) and not _gibberish(name) else ""
