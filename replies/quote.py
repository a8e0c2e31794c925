"""The customer's own short words, to be taken up in the answer: the best of the reasons for the flag, or none at all.

Refuses what must not be repeated in public: safety, names, numbers of people, insults, health, shouting, half words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from config import Business
from model import Flag, Reason
from replies.phrasebook import Phrases

FEWEST, MOST = 2, 10
_WHY = ("negative", "phrase", "fact", "effort")
_CLAUSE = re.compile(r"[^.!?,;:()\n\r\"“”„»«…–—]+")
_PLAIN = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*’?(?:[ \u00a0][^\W_]+(?:[’'-][^\W_]+)*’?)*")
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_LONG_NUMBER = re.compile(r"\d{4}")


def quote_of(flag: Flag, theme: str, business: Business, book: Phrases) -> str:
    """Two to ten words as the reviewer wrote them, of the reply's own complaint where there are such; else ""."""
    if flag.sentiment.safety or business.playbook.privacy == "health":
        return ""
    text = flag.stored.review.full_text
    reasons = [reason for reason in flag.sentiment.reasons if _sayable(reason, text)]
    reasons.sort(key=lambda reason: (reason.why != f"theme:{theme}", reason.weight, reason.start))
    names = _names(flag, business)
    for reason in reasons:
        for words in (*_clauses(text, reason, book), reason.text.strip()):
            if _fit(words, book) and names.isdisjoint(_words(words)):
                return words
    return ""


def _sayable(reason: Reason, text: str) -> bool:
    """A complaint in words, cut where words begin and end, outside the shouting."""
    there = 0 <= reason.start < reason.end and text[reason.start : reason.end] == reason.text
    edges = text[max(0, reason.start - 1) : reason.start], text[reason.end : reason.end + 1]
    kind = reason.why in _WHY or (reason.why.startswith("theme:") and reason.why != "theme:safety")
    return (
        there and kind and reason.weight < 0 and not any(edge.isalnum() or edge in ("'", "’") for edge in edges if edge)
    )


def _clauses(text: str, reason: Reason, book: Phrases) -> Iterator[str]:
    """The clause around a reason, from mark to mark, first from "and" to "and"; none where it goes over a mark."""
    around = next((found for found in _CLAUSE.finditer(text) if _holds(found.span(), reason)), None)
    if around is None:
        return
    joins = list(book.avoid["joins"][0].finditer(text, around.start(), around.end()))
    starts = [around.start(), *(join.end() for join in joins)]
    ends = [*(join.start() for join in joins), around.end()]
    parts = (text[a:b].strip() for a, b in zip(starts, ends, strict=True) if _holds((a, b), reason))
    yield from (part for part in parts if len(part.split()) > FEWEST)
    yield around[0].strip()


def _holds(span: tuple[int, int], reason: Reason) -> bool:
    return span[0] <= reason.start and reason.end <= span[1]


def _fit(words: str, book: Phrases) -> bool:
    parts = words.split()
    return bool(
        FEWEST <= len(parts) <= MOST
        and _PLAIN.fullmatch(words)
        and not _LONG_NUMBER.search(words)
        and not any(pattern.search(words) for pattern in book.avoid["insult"])
        and _stands_alone(parts, book)
        and not _named(parts, book)
    )


def _stands_alone(parts: list[str], book: Phrases) -> bool:
    """No "because it" at the start and no "that" at the end."""
    return parts[0].lower() not in book.dangling and parts[-1].lower() not in book.dangling


def _named(parts: list[str], book: Phrases) -> bool:
    """True where a capital may be a name's, or a shout's. In German every noun has one: two in a row are a name."""
    if any(len(part) > 1 and part.isupper() and part.isalpha() for part in parts):
        return True
    high = [part[0].isupper() and part not in ("I", "I’m", "I'm", "I’ve", "I've", "I’d", "I'd") for part in parts]
    if high[0] and parts[0].lower() not in book.opens:
        return True
    if book.language == "de":
        return any(one and two for one, two in pairwise(high[1:]))
    return any(high[1:])


def _names(flag: Flag, business: Business) -> set[str]:
    """Words of the names of everybody we know of: who wrote, who works here."""
    people = [flag.stored.review.author, *(person.name for person in business.people)]
    return {word for name in people for word in _words(name)}


def _words(text: str) -> list[str]:
    return _LETTERS.findall(text.casefold())
