"""How hard customers had to try. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from insight.week import ENOUGH, how_many, reviews_of
from model import Scored


@dataclass(frozen=True, slots=True)
class Effort:
    count: int  # reviews that tell of effort: called three times, had to come back
    reviews: int
    per_100: float | None  # None below `ENOUGH` reviews


def effort(scored: Sequence[Scored]) -> Effort:
    """Reviews that tell of effort, and how many that is per 100 (effort, not delight, drives loyalty)."""
    reviews = reviews_of(scored)
    count = how_many(one for one in reviews if "effort" in one.sentiment.complaints())
    whole = how_many(reviews)
    return Effort(count, whole, 100 * count / whole if whole >= ENOUGH else None)
