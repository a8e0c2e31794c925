"""How hard customers had to try. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from insight.week import ENOUGH, reviews_of
from model import Scored


@dataclass(frozen=True, slots=True)
class Effort:
    count: int  # reviews that tell of effort: called three times, had to come back
    reviews: int
    per_100: float | None  # None below `ENOUGH` reviews


def effort(scored: Sequence[Scored]) -> Effort:
    """Reviews that tell of effort, and how many that is per 100 (effort, not delight, drives loyalty)."""
    reviews = reviews_of(scored)
    count = sum("effort" in one.sentiment.complaints() for one in reviews)
    per_100 = 100 * count / len(reviews) if len(reviews) >= ENOUGH else None
    return Effort(count, len(reviews), per_100)
