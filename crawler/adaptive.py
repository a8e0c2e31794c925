"""How often each source is asked within a budget of requests, and at which hours: more where more is to be expected.

A review waits half the pause between two crawls on average. The sum of all waits, rate / (2 · crawls) over sources and
hours, is smallest under a fixed number of requests when crawls go with the square root of the rate (Cho and
Garcia-Molina, Effective page refresh policies, 2003). A share of the budget is spread evenly all the same: nobody is
forgotten, and a quiet source that wakes up is noticed. Pure sums: the clock is an argument.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from math import exp, log, sqrt
from typing import TypeVar

from config.rhythm import EVEN, LONGEST, SHORTEST

HALF_LIFE = 10.0  # days after which a day's news counts half
WINDOW = 180  # days that say what is usual
PAST = 500  # reviews that say when people write
LEAN = 0.3  # how much the usual weighs beside what is recent
LIKE_DAYS, LIKE_HOURS = 10, 1  # imagined reviews each: weekdays differ by a third as a rule, hours by as much as all
HOUR = timedelta(hours=1)

_TAU = HALF_LIFE / log(2)
_WEIGHTS = tuple(exp(-age / _TAU) for age in range(WINDOW))
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Habits:
    """When people write: `pace` is how dense crawls are in each hour of the local week, Monday 00:00 first, mean 1.

    `weight`: what the rate of such a source weighs, 1 for one that hears from people evenly; the more its reviews crowd
    together, the fewer crawls catch them.
    """

    pace: tuple[float, ...]
    weight: float


def habits_of(times: Iterable[datetime], days: Iterable[date] = ()) -> Habits:
    """Learnt from reviews with a local time, and from those of which only the day is known. Of none: always alike.

    A weekday and an hour of the day count on their own (168 hours would need years of reviews), each with imagined
    reviews that make few real ones say little, and an hour is smoothed with its neighbours.
    """
    timed = list(times)
    weekdays = Counter(moment.weekday() for moment in [*timed, *days])
    hours = Counter(moment.hour for moment in timed)
    by_day = [weekdays[day] + LIKE_DAYS for day in range(7)]
    by_hour = [(hours[(n - 1) % 24] + 2 * hours[n] + hours[(n + 1) % 24]) / 4 + LIKE_HOURS for n in range(24)]
    roots = [sqrt(day * hour) for day in by_day for hour in by_hour]
    mean = sum(roots) / len(roots)
    return Habits(tuple(root / mean for root in roots), mean**2 * len(roots) / (sum(by_day) * sum(by_hour)))


ALWAYS = habits_of(())


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

    `rates`: from `rate_of`, times the `weight` of its habits; `costs`: requests of one crawl, 1 where nothing is said.
    Within SHORTEST and LONGEST.
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


def fitted(pause: timedelta, habits: Habits, now: datetime, zone: tzinfo) -> timedelta:
    """The pause as it falls now: short in the hours when people write, long in those when they do not.

    Over a week they average `pause`. Within SHORTEST and LONGEST.
    """
    left, at = pause / HOUR, now
    while at - now < LONGEST:
        local = at.astimezone(zone)
        pace = habits.pace[local.weekday() * 24 + local.hour]
        room = 1 - (local.minute * 60 + local.second + local.microsecond / 1e6) / 3600
        if left <= room * pace:
            return min(max(at + left / pace * HOUR - now, SHORTEST), LONGEST)
        left -= room * pace
        at += room * HOUR
    return LONGEST
