"""How often each source is asked within a budget of requests: more where more is to be expected. Pure sums.

A review waits half the pause between two crawls on average. The sum of all waits, rate / (2 · crawls), is smallest
under a fixed number of requests when crawls go with the square root of the rate (Cho and Garcia-Molina, Effective page
refresh policies, 2003). A share of the budget is spread evenly all the same: nobody is forgotten, and a quiet source
that wakes up is noticed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from math import exp, log, sqrt
from typing import TypeVar

EVEN = 0.2  # of the budget, spread evenly
HALF_LIFE = 10.0  # days after which a day's news counts half
WINDOW = 180  # days that say what is usual
LEAN = 0.3  # how much the usual weighs beside what is recent
SHORTEST, LONGEST = timedelta(minutes=15), timedelta(days=7)

_TAU = HALF_LIFE / log(2)
_WEIGHTS = tuple(exp(-age / _TAU) for age in range(WINDOW))
Key = TypeVar("Key")


def rate_of(daily: Sequence[int]) -> float:
    """Reviews a day to be expected now. `daily`: reviews per day up to today, oldest first; empty: none was ever seen.

    The recent past, exponentially weighted, leans on what is usual, so that one lively day is no trend; never zero.
    """
    days = daily[-WINDOW:]
    usual = (sum(days) + 0.5) / (len(days) + 5 if days else WINDOW)
    recent = sum(weight * count for weight, count in zip(_WEIGHTS, reversed(days), strict=False))
    weight = sum(_WEIGHTS[: len(days)])
    return (recent + usual * _TAU * LEAN) / (weight + _TAU * LEAN)


def pauses(
    rates: Mapping[Key, float], *, budget: float, costs: Mapping[Key, float] | None = None
) -> dict[Key, timedelta]:
    """The pause of each source between two crawls, so that all of them make `budget` requests a day together.

    `rates`: from `rate_of`; `costs`: requests of one crawl, 1 where nothing is said. Within SHORTEST and LONGEST.
    """
    cost = {key: max((costs or {}).get(key, 1.0), 1.0) for key in rates}
    need = {key: sqrt(rate * cost[key]) for key, rate in rates.items()}  # requests: crawls ~ √(rate / cost), times cost
    whole = sum(need.values()) or 1.0
    pause = {}
    for key in rates:
        share = EVEN / len(rates) + (1 - EVEN) * need[key] / whole
        crawls = budget * share / cost[key]
        pause[key] = min(max(timedelta(days=1 / max(crawls, 1e-3)), SHORTEST), LONGEST)
    return pause
