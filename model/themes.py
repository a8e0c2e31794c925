"""What customers complain of and praise: one key a theme, the same in every room."""

from __future__ import annotations

from dataclasses import dataclass

THEMES = (
    "waiting",
    "promise",
    "price",
    "quality",
    "wrong_item",
    "taste",
    "cleanliness",
    "friendliness",
    "attention",
    "knowledge",
    "flexibility",
    "reachability",
    "refund",
    "delivery",
    "booking",
    "atmosphere",
    "safety",
    "effort",
    "referral",
    "leaving",
    "beyond",
    "returning",
    "staff",
)
"""Keys only: `words/*/names.po` holds how each is called, `sentiment/packs/*` which words tell of it."""


@dataclass(frozen=True, slots=True)
class ThemeHit:
    theme: str  # one of THEMES
    polarity: str  # "neg" | "pos" | "neu"
    start: int
    end: int
