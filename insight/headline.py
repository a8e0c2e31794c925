"""Which one sentence the week deserves. Picks a pattern and its figures; the words are the digest's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from insight.cost import AGREE, NOT_A_CAUSE, PraisedTheme, ThemeCost, plain_complaints, plain_counts
from insight.week import ENOUGH, WeekFacts, is_negative, reviews_of
from model import Scored

NOTICEABLE_COST = 0.05  # stars; less rounds to 0.0
GOOD = 0.1  # at most this share of unhappy reviews is a good week
NEARLY = 0.75  # of the worst theme's cost and reviews: as much deserves to be named beside it
NAMED = 3  # themes of a week in which no two customers agree


@dataclass(frozen=True, slots=True)
class Headline:
    """`pattern`: `problem` | `mixed` | `good` | `quiet` (too few for figures) | `none` | `sources_down`.

    `theme` is what went wrong (None: no one theme stands out), with its reviews `count` and star cost; `beside` is what
    went wrong nearly as much; `told` is, where no two unhappy customers agree, what each of them is about; `praise` is
    the theme loved most; `safety` is how many reviews of the week speak of safety.
    """

    pattern: str
    theme: str | None = None
    count: int = 0
    cost: float | None = None
    praise: str | None = None
    safety: int = 0
    beside: str | None = None
    told: tuple[str, ...] = ()


def headline(
    facts: WeekFacts,
    costs: Sequence[ThemeCost],
    loves: Sequence[PraisedTheme],
    *,
    unread: bool,
    safety: int = 0,
    scored: Sequence[Scored] = (),
) -> Headline:
    """The pattern of a week. `unread`: some source could not be read, so that nothing found is not nothing written.
    `scored`: its reviews, for what no figure tells: who is of two minds about a theme, and whom nobody agrees with."""
    worst = _worst(costs, plain_counts(reviews_of(scored)))
    praise = _praise(costs, loves) if facts.negative <= facts.positive else None  # no time for a compliment
    return Headline(
        pattern=_pattern(facts, worst, unread),
        theme=worst.theme if worst else None,
        count=worst.count if worst else 0,
        cost=worst.cost if worst else None,
        praise=praise,
        safety=safety,
        beside=_beside(worst, costs) if worst else None,
        told=() if worst else _told(scored),
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


def _worst(costs: Sequence[ThemeCost], plain: Counter[str]) -> ThemeCost | None:
    """The costliest theme that at least two complain of; where stars cannot tell, the one most complain of: whoever
    praises it too counts half."""
    shared = [one for one in costs if one.count >= AGREE]
    priced = [one for one in shared if one.cost is not None]
    if priced:
        return next((one for one in priced if (one.cost or 0.0) >= NOTICEABLE_COST), None)
    return max(shared, key=lambda one: (one.count + plain[one.theme], plain[one.theme]), default=None)


def _beside(worst: ThemeCost, costs: Sequence[ThemeCost]) -> str | None:
    """The theme heard most of those that weigh nearly as much as the worst."""
    near = [one for one in costs if one is not worst and one.count >= max(AGREE, NEARLY * worst.count)]
    if worst.cost is not None:
        near = [one for one in near if one.cost is not None and one.cost >= NEARLY * worst.cost]
    most = max(near, key=lambda one: (one.count, one.cost or 0.0), default=None)
    return most.theme if most else None


def _told(scored: Sequence[Scored]) -> tuple[str, ...]:
    """What each unhappy review complains of first, plain complaints before those of two minds."""
    found = []
    for one in filter(is_negative, reviews_of(scored)):
        themes = [theme for theme in (*plain_complaints(one), *one.sentiment.complaints()) if theme not in NOT_A_CAUSE]
        found += themes[:1]
    return tuple(dict.fromkeys(found))[:NAMED]
