"""When a source is crawled next. Pure: the clock and the seed of the jitter are arguments.

A source that works keeps its rhythm; one that is down is tried again soon, then ever more seldom; one that keeps us out
is not hammered. `every` is a promise (`check` says so): what is spread so that sources do not fall due together comes
early, never late.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from config.rhythm import EARLY, LONGEST
from model import Verdict

SOON = timedelta(minutes=15)
DAY = timedelta(days=1)


def next_due(
    verdict: Verdict, fails: int, every: timedelta, now: datetime, *, not_before: datetime | None = None, seed: str = ""
) -> datetime:
    """When to crawl next. `fails`: runs in a row that were not OK, this one included (0 after OK).

    Never before `not_before` (kept at a week from `now` at most). The same `seed` gives the same jitter,
    up to EARLY of the pause.
    """
    due = now + _pause(verdict, max(fails, 1), every) * (1 - EARLY * _share(seed))
    if not_before is None:
        return due
    return max(due if verdict is not Verdict.WAITING else now, min(not_before, now + LONGEST)) + _pad(
        not_before, now, seed
    )


def _pause(verdict: Verdict, fails: int, every: timedelta) -> timedelta:
    if verdict is Verdict.UNREACHABLE:
        return min(_doubled(SOON, fails), max(every, DAY))
    if verdict in (Verdict.BLOCKED, Verdict.CRASHED):
        return min(_doubled(max(every, timedelta(hours=6)), fails), max(every, LONGEST))
    if verdict is Verdict.ROBOTS:
        return min(_doubled(max(every, DAY), fails), max(every, LONGEST))
    return every


def _doubled(first: timedelta, fails: int) -> timedelta:
    """`first` after one failure, twice that after two; stops growing long before it overflows."""
    return first * 2.0 ** min(fails - 1, 12)


def _pad(not_before: datetime, now: datetime, seed: str) -> timedelta:
    """A little later than asked, so that sources of one site do not come back at the same second."""
    return min(max(not_before - now, timedelta(0)), LONGEST) * EARLY * _share(seed)


def _share(seed: str) -> float:
    """0 to 1, always the same for one seed."""
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4], "big") / 2**32 if seed else 0.0
