"""A theme that is suddenly complained of far more than before. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from insight.cost import NOT_A_CAUSE, complaint_counts
from insight.week import reviews_of
from model import Scored

LEAST = 3  # complaints; fewer are never a surge
CHANCE = 0.01  # a week as bad as this happens by chance at most once in a hundred


@dataclass(frozen=True, slots=True)
class Surge:
    """Complaints of a theme this week, and what a week usually brings."""

    theme: str
    count: int
    usual: float


def surges(scored: Sequence[Scored], past: Sequence[Sequence[Scored]]) -> tuple[Surge, ...]:
    """Themes with at least `LEAST` complaints and more than their own `past` weeks explain, the sharpest first.

    A theme counts as surging where P(X >= n) < `CHANCE` for a Poisson X with the mean (complaints in past + 1) / weeks:
    one is added so that a theme never heard of before is not taken for impossible. None without a past of four weeks
    that brought reviews.
    """
    weeks = [complaint_counts(reviews_of(week)) for week in past if week]
    if len(weeks) < 4:
        return ()
    found = []
    for theme, count in complaint_counts(reviews_of(scored)).items():
        before = sum(week[theme] for week in weeks)
        chance = at_least(count, (before + 1) / len(weeks))
        if count >= LEAST and theme not in NOT_A_CAUSE and chance < CHANCE:
            found.append((chance, theme, Surge(theme, count, before / len(weeks))))
    return tuple(surge for *_, surge in sorted(found, key=lambda one: one[:2]))


def at_least(count: int, mean: float) -> float:
    """P(X >= count) for a Poisson X: 1 minus the sum of mean^k e^-mean / k! for k < count. `mean` up to 700."""
    term = below = exp(-mean) if count > 0 else 0.0
    for k in range(1, count):
        term *= mean / k
        below += term
    return max(1.0 - below, 0.0)
