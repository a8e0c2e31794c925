"""In which order a reply says its sentences, and which wordings may stand there. Knows no review.

Answers that always run thanks, matter, apology are known as made by rote: the order changes from review to review.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from model import digest_of
from replies.phrasebook import Phrases

Order = tuple[str, ...]
FULL: Order = ("thanks", "issue", "sorry", "own")
ORDERS: tuple[Order, ...] = (
    FULL,
    ("thanks", "issue", "own", "sorry"),
    ("issue", "sorry", "own", "thanks"),
    ("sorry", "issue", "own", "thanks"),
    ("issue", "own", "sorry"),
    ("sorry", "thanks", "issue", "own"),
    ("thanks", "issue", "sorry"),
    ("issue", "thanks", "sorry", "own"),
)


def order_of(seed: str) -> Order:
    """One of ORDERS, always the same for one seed."""
    return ORDERS[int(digest_of("order", seed), 16) % len(ORDERS)]


def standing(slots: Mapping[str, Sequence[str]], order: Order, book: Phrases) -> dict[str, tuple[str, ...]]:
    """The wordings of each slot that fit its place: one that points back ("we apologise for that") only right after
    the matter, never after an apology or an intention."""
    kept: dict[str, tuple[str, ...]] = {}
    for slot, lines in slots.items():
        after_matter = slot in order and order.index(slot) > 0 and order[order.index(slot) - 1] == "issue"
        free = slot not in ("sorry", "own") or after_matter
        fit = tuple(line for line in lines if free or not any(p.search(line) for p in book.avoid["back"]))
        kept[slot] = fit or tuple(lines)
    return kept


def longest(slots: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """The longer half of each slot's wordings, for a reply that came out too short to say anything."""
    return {s: tuple(sorted(lines, key=len)[len(lines) // 2 :]) for s, lines in slots.items()}


def flow(lines: Sequence[str], book: Phrases) -> str:
    """Sentences in a row. German goes on in small letters after the greeting, and only there."""
    lines = [line[0].upper() + line[1:] for line in lines]
    first = lines[0].split()[0]
    if book.small and first in book.small:
        lines[0] = lines[0][0].lower() + lines[0][1:]
    return " ".join(lines)
