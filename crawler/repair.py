"""Read JSON as real sites write it: wrapped in comments, glued together, cut short, or slightly wrong.

Knows nothing of reviews or schema.org. The order matters: each step is tried only when the cheaper one before failed.
"""

from __future__ import annotations

import html
import json
import re
from itertools import accumulate
from typing import Any

import json_repair

MAX_REPAIR = 256 * 1024  # characters: the repairer is quadratic on hostile quotes (1.7 s for 180 KB was seen)
MAX_DEPTH = 100  # brackets open at once: 50,000 of them kept the repairer busy for 6 s

_BEFORE = ("<!--", "<![CDATA[", "//", "/*", "*/")
_AFTER = ("-->", "]]>", "//", "/*", "*/", ";")
_BRACKET = re.compile(r"[\[\]{}]")
_ESCAPED = re.compile(r"\s*[\[{]\s*(?:\{\s*)?&(?:quot|#34|#x22);")
_PARSED = (dict, list)


def loads(text: str) -> tuple[Any, bool]:
    """JSON from `text`, and whether it had to be repaired (texts in it may then have lost a character).

    A JSON document inside a JSON string is opened too. Raises ValueError where there is nothing to read: no JSON at
    all, nested too deep, or broken and larger than MAX_REPAIR.
    """
    try:
        return _opened(json.loads(text, strict=False)), False
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    except ValueError:
        return _mended(_unwrapped(text))


def _mended(text: str) -> tuple[Any, bool]:
    try:
        return _opened(_concatenated(text)), False
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    except ValueError:
        return _repaired(text), True


def _unwrapped(text: str) -> str:
    text = text.replace("\ufeff", "").strip()
    for _ in range(8):  # no pattern: one for all this took 30 s of a page full of blanks
        for mark in _BEFORE:
            text = text.removeprefix(mark).lstrip()
        for mark in _AFTER:
            text = text.removesuffix(mark).rstrip()
    if _ESCAPED.match(text):
        text = html.unescape(text)
    starts = [at for at in (text.find("{"), text.find("[")) if at >= 0]
    return text[min(starts) :] if starts and not text.startswith('"') else text


def _concatenated(text: str) -> Any:
    """One value, or the list of several that stand one after another."""
    decoder, values, at = json.JSONDecoder(strict=False), [], 0
    while at < len(text):
        value, at = decoder.raw_decode(text, at)
        values.append(value)
        while at < len(text) and text[at] in " \t\r\n,;":
            at += 1
    if not values:
        raise ValueError("empty")
    return values[0] if len(values) == 1 else values


def _repaired(text: str) -> Any:
    if len(text) > MAX_REPAIR:
        raise ValueError(f"broken, and at {len(text)} characters too long to repair")
    if _depth(text) > MAX_DEPTH:
        raise ValueError("broken, and nested too deep to repair")
    try:
        value = json_repair.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    if not isinstance(value, _PARSED) or not value:
        raise ValueError("not JSON")
    return value


def _depth(text: str) -> int:
    """How many brackets are open at once, at worst; those in strings count too, which is near enough."""
    steps = (1 if bracket in "[{" else -1 for bracket in _BRACKET.findall(text))
    return max(accumulate(steps), default=0)


def _opened(value: Any) -> Any:
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        return json.loads(value, strict=False)
    return value
