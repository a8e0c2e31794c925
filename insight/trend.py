"""The last eight weeks, for the chart. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from insight.week import WeekFacts, week_facts
from model import Scored, Week

WEEKS = 8


def eight_weeks(scored: Sequence[Scored], last: Week) -> tuple[WeekFacts, ...]:
    """Eight weeks ending with `last`, oldest first, across new year and ISO week 53; empty weeks are zeros."""
    by_week: dict[Week, list[Scored]] = defaultdict(list)
    for one in scored:
        by_week[one.stored.week].append(one)
    weeks = [last.shift(-back) for back in range(WEEKS - 1, -1, -1)]
    return tuple(week_facts(week, by_week[week]) for week in weeks)
