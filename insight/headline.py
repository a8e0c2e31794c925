"""Which one sentence the week deserves. Picks a pattern and its figures; the words are the digest's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from insight.cost import AGREE, PraisedTheme, ThemeCost
from insight.week import ENOUGH, WeekFacts

NOTICEABLE_COST = 0.05  # stars; less rounds to 0.0
GOOD = 0.1  # at most this share of unhappy reviews is a good week


@dataclass(frozen=True, slots=True)
class Headline:
    """`pattern`: `problem` | `mixed` | `good` | `quiet` (too few for figures) | `none` | `sources_down`.

    `theme` is what went wrong (None: no one theme stands out), with its reviews `count` and star cost; `praise` is the
    theme loved most; `safety` is how many reviews of the week speak of safety.
    """

    pattern: str
    theme: str | None = None
    count: int = 0
    cost: float | None = None
    praise: str | None = None
    safety: int = 0


def headline(
    facts: WeekFacts, costs: Sequence[ThemeCost], loves: Sequence[PraisedTheme], *, unread: bool, safety: int = 0
) -> Headline:
    """The pattern of a week. `unread`: some source could not be read, so that nothing found is not nothing written."""
    worst = _worst(costs)
    praise = _praise(costs, loves) if facts.negative <= facts.positive else None  # no time for a compliment
    return Headline(
        pattern=_pattern(facts, worst, unread),
        theme=worst.theme if worst else None,
        count=worst.count if worst else 0,
        cost=worst.cost if worst else None,
        praise=praise,
        safety=safety,
    )


def _pattern(facts: WeekFacts, worst: ThemeCost | None, unread: bool) -> str:
    if facts.count == 0:
        return "sources_down" if unread else "none"
    if facts.count < ENOUGH:
        return "quiet"
    if worst is not None:
        return "problem"
    return "good" if facts.negative <= GOOD * facts.count else "mixed"


def _praise(costs: Sequence[ThemeCost], loves: Sequence[PraisedTheme]) -> str | None:
    """The theme loved most of those that more praise than complain of: mixed news is no praise."""
    complaints = {one.theme: one.count for one in costs}
    return next((one.theme for one in loves if one.count >= AGREE and one.count > complaints.get(one.theme, 0)), None)


def _worst(costs: Sequence[ThemeCost]) -> ThemeCost | None:
    """The costliest theme that at least two complain of; by count where stars cannot tell."""
    shared = [one for one in costs if one.count >= AGREE]
    priced = [one for one in shared if one.cost is not None]
    if priced:
        return next((one for one in priced if (one.cost or 0.0) >= NOTICEABLE_COST), None)
    return max(shared, key=lambda one: one.count, default=None)
