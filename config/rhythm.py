"""How far apart two readings of a source lie: what the crawler keeps to and `check` promises. Pure."""

from __future__ import annotations

from datetime import timedelta

EVEN = 0.2  # of a budget of requests, spread evenly: nobody is forgotten
SHORTEST, LONGEST = timedelta(minutes=15), timedelta(days=7)
EARLY = 0.1  # of a pause: by so much a reading may come early, so that sources do not fall due together


def spendable(requests_per_day: float) -> float:
    """The budget that is shared out: readings come early, by half of EARLY on average, and that costs requests too."""
    return requests_per_day * (1 - EARLY / 2)


def longest_pause(requests_per_day: float, sources: int, cost: float = 1.0) -> timedelta:
    """The longest that any of so many sources waits under a budget, when one reading of it takes `cost` requests."""
    days = sources * cost / (EVEN * spendable(requests_per_day))
    return min(max(timedelta(days=min(days, LONGEST / timedelta(days=1))), SHORTEST), LONGEST)


def enough_for(pause: timedelta, sources: int) -> int:
    """The least requests a day under which none of so many sources waits longer than `pause`, at one request each."""
    return -int(-sources * timedelta(days=1) // (EVEN * (1 - EARLY / 2) * pause))
