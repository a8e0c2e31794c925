"""What a theme costs in stars, and what people loved. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from insight.week import ENOUGH, average_of, how_many, reviews_of
from model import Scored

AGREE = 2  # one complaint is a story, two are a theme
NEAR = 0.1  # stars; two costs that differ by less are the same to the eye, and to chance
NOT_A_CAUSE = ("leaving", "referral", "returning", "beyond", "staff")  # what customers do about it, not what went wrong
NOT_A_PRAISE = ("leaving", "referral", "returning", "safety", "effort")


@dataclass(frozen=True, slots=True)
class ThemeCost:
    """How many reviews complain of a theme, now and before, and the stars it took from the average (None: too few)."""

    theme: str
    count: int
    before: int
    cost: float | None


@dataclass(frozen=True, slots=True)
class PraisedTheme:
    theme: str
    count: int
    before: int


def complaint_counts(scored: Sequence[Scored]) -> Counter[str]:
    """Reviews that complain of each theme; one review counts once a theme."""
    return _counted((theme, one.n) for one in scored for theme in one.sentiment.complaints())


def _counted(themes: Iterable[tuple[str, int]]) -> Counter[str]:
    counts = Counter[str]()
    for theme, n in themes:
        counts[theme] += n
    return counts


def plain_counts(scored: Sequence[Scored]) -> Counter[str]:
    """The same, without those that also say something good about it: of two minds is not a plain complaint."""
    return _counted((theme, one.n) for one in scored for theme in plain_complaints(one))


def plain_complaints(one: Scored) -> list[str]:
    praises = one.sentiment.praises()
    return [theme for theme in one.sentiment.complaints() if theme not in praises]


def star_costs(scored: Sequence[Scored], before: Sequence[Scored] = ()) -> tuple[ThemeCost, ...]:
    """Themes complained of, costliest first; what a single review says comes after what several say, and of themes
    that cost the same within `NEAR` of the costliest the one that most complain of leads; whoever praises it too counts
    half.

    Star cost of a theme = average of the rated reviews that do not complain of it, minus the average of all rated
    reviews (it ranks better than counting, for a small grumble in a five-star review costs nothing). None
    below `ENOUGH` rated reviews, or where every review complains of it. Costs of two themes overlap: never add them.
    """
    reviews = reviews_of(scored)
    then = complaint_counts(reviews_of(before))
    counts = complaint_counts(reviews)
    costs = [
        ThemeCost(theme, count, then[theme], _cost(theme, reviews))
        for theme, count in counts.items()
        if theme not in NOT_A_CAUSE
    ]
    ranked = sorted(costs, key=lambda one: (one.count < AGREE, -(one.cost or 0.0), -one.count, one.theme))
    return _lead(ranked, plain_counts(reviews))


def _lead(costs: list[ThemeCost], plain: Counter[str]) -> tuple[ThemeCost, ...]:
    """`costs` with the most heard of the costliest in front."""
    if not costs or costs[0].cost is None or costs[0].count < AGREE:
        return tuple(costs)
    least = costs[0].cost - NEAR
    rivals = [one for one in costs if one.count >= AGREE and one.cost is not None and one.cost >= least]
    first = max(rivals, key=lambda one: (one.count + plain[one.theme], one.cost or 0.0))
    return (first, *(one for one in costs if one is not first))


def _cost(theme: str, reviews: Sequence[Scored]) -> float | None:
    rated = [one for one in reviews if one.stored.review.rating is not None]
    average = average_of(rated)
    without = average_of(one for one in rated if theme not in one.sentiment.complaints())
    if average is None or without is None or how_many(rated) < ENOUGH:
        return None
    return without - average


def praised(scored: Sequence[Scored], before: Sequence[Scored] = ()) -> tuple[PraisedTheme, ...]:
    """Themes praised, by how many reviews praise them, now and before."""
    then = _counted((theme, one.n) for one in reviews_of(before) for theme in one.sentiment.praises())
    now = _counted((theme, one.n) for one in reviews_of(scored) for theme in one.sentiment.praises())
    loved = [PraisedTheme(theme, count, then[theme]) for theme, count in now.items() if theme not in NOT_A_PRAISE]
    return tuple(sorted(loved, key=lambda one: (-one.count, one.theme)))
