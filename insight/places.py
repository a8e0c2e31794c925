"""Several locations side by side. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from insight.cost import AGREE, star_costs
from insight.week import WeekFacts, sum_up
from model import Scored, Week


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """A location's week, and the theme most complained of there (None: no two agree)."""

    name: str
    facts: WeekFacts
    theme: str | None


def by_place(names: Iterable[str], week: Week, scored: Sequence[Scored]) -> tuple[PlaceFacts, ...]:
    """In the order of `names`; reviews without a location are nobody's. Never a ranking: places differ in guests."""
    found = []
    for name in names:
        own = [one for one in scored if one.stored.review.location == name]
        themes = [one for one in star_costs(own) if one.count >= AGREE]
        found.append(PlaceFacts(name, sum_up(week, own), themes[0].theme if themes else None))
    return tuple(found)
