"""Reviews by selectors that an operator wrote: `reviews:` picks the blocks, `fields:` the parts (“css @attribute”).

Also JSON embedded in a script, where the operator says so: `reviews: "script#state @json path.to.reviews"`; of a script
that assigns it to a name, `script:contains("STATE") @json STATE.path.to.reviews`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from parsel import Selector

from crawler.nodes import Element, text_of
from crawler.stars import rating_of
from model import ExtractError

_ATTRIBUTE = re.compile(r"\A(?P<css>.*?)\s*@(?P<attribute>[\w:.-]+)\Z", re.S)
_EMBEDDED = re.compile(r"\A(?P<css>.*?)\s+@json\s+(?P<path>.+)\Z", re.S)
_LONG = frozenset(("text", "reply"))
TRIES = 5  # a selector may hit an empty node first


def embedded(reviews: str) -> tuple[str, str] | None:
    """(selector of the script, JMESPath of the reviews in it) where `reviews` speaks of embedded JSON, else None."""
    match = _EMBEDDED.match(reviews)
    return (match["css"], match["path"]) if match else None


def scripts(page: Selector, css: str) -> list[str]:
    """The contents of the scripts, or attributes (“#app @data-page”), that `css` picks. ExtractError for none."""
    match = _ATTRIBUTE.match(css)
    nodes = [node.root for node in select(page, match["css"] if match else css)]
    found = [str(node.get(match["attribute"]) or "") if match else str(node.text or "") for node in nodes]
    if not found:
        raise ExtractError(f"`reviews` finds no script “{css}” on the page, so the site may have changed")
    return found


def select(page: Selector, css: str) -> list[Selector]:
    """`css` may begin with “>”: children only. ExtractError for a selector that cannot be read."""
    try:
        return list(page.css(f":scope {css}" if css.startswith(">") else css))
    except (ValueError, SyntaxError, RuntimeError) as error:  # cssselect's own are the last two
        raise ExtractError(f"“{css}” is not a CSS selector: {error}") from error


def blocks(page: Selector, reviews: str, fields: Mapping[str, str]) -> list[dict[str, Any]]:
    """Raw reviews (see `assemble`), one for each block that has anything in it."""
    return [raw for block in select(page, reviews) if any((raw := _block(block, fields)).values())]


def _block(block: Selector, fields: Mapping[str, str]) -> dict[str, Any]:
    return {name: _field(block, name, rule) for name, rule in fields.items()}


def _field(block: Selector, name: str, rule: str) -> Any:
    match = _ATTRIBUTE.match(rule)
    css, attribute = (match["css"], match["attribute"]) if match else (rule.strip(), None)
    nodes = [node.root for node in select(block, css)[:TRIES]] if css not in ("", ".") else [block.root]
    values = (value_of(node, name, attribute) for node in nodes)
    return next((value for value in values if value), None)


def value_of(node: Element, name: str, attribute: str | None = None) -> Any:
    """What a node says of the field `name`, in its `attribute` or as a reader sees it."""
    if attribute is not None:
        return node.get(attribute)
    if name == "rating":
        return rating_of(node)
    if name in ("date", "reply_date"):
        return node.get("datetime") or node.get("content") or text_of(node)
    return text_of(node, lines=name in _LONG) or node.get("content")


def shape(page: Selector, reviews: str) -> str:
    """The layout of the first blocks: sorted `tag.class` paths from block to leaf, separated by blanks."""
    paths: set[str] = set()
    for block in select(page, reviews)[:5]:
        for node in list(block.root.iter("*"))[:200]:
            classes = sorted((node.get("class") or "").split())[:1]
            paths.add(".".join([str(node.tag), *classes]))
    return " ".join(sorted(paths)[:100])
