"""Did a recorded measure help, or did the theme come back? Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from model import Measure, Scored


@dataclass(frozen=True, slots=True)
class CameBack:
    """A theme that was fixed and is complained of again, with the reviews that say so."""

    measure: Measure
    reviews: tuple[Scored, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """Complaints of a measure's theme in the days before it, and since, over windows of equal length."""

    measure: Measure
    before: int
    since: int
    days: int


def came_back(measures: Sequence[Measure], scored: Sequence[Scored], zone: tzinfo) -> tuple[CameBack, ...]:
    """Themes with a measure in force on the day of a complaint: the fix does not hold.

    Per theme the newest measure counts. A complaint of the very first day belongs to the time before the fix.
    """
    newest = {measure.theme: measure for measure in sorted(measures, key=lambda one: one.since)}
    found = []
    for theme, measure in newest.items():
        again = tuple(one for one in scored if theme in one.sentiment.complaints() and _after(one, measure, zone))
        if again:
            found.append(CameBack(measure, again))
    return tuple(found)


def effect(measure: Measure, scored: Sequence[Scored], last: date, zone: tzinfo) -> Effect:
    """Complaints of the theme from the measure's day to `last`, and as many days before it."""
    days = max((last - measure.since).days + 1, 0)
    told = [one for one in scored if measure.theme in one.sentiment.complaints()]
    ages = [((_day(one, zone) - measure.since).days, one.n) for one in told]
    return Effect(
        measure,
        before=sum(n for age, n in ages if -days <= age < 0),
        since=sum(n for age, n in ages if 0 <= age < days),
        days=days,
    )


def _day(scored: Scored, zone: tzinfo) -> date:
    return scored.stored.belongs.astimezone(zone).date()


def _after(scored: Scored, measure: Measure, zone: tzinfo) -> bool:
    day = _day(scored, zone)
    return day > measure.since and measure.in_force(day)
