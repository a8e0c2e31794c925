"""What the owner chose to be measured by, goodwill against its budget, and how far the flags can be trusted.

Read for the overview; the sums are `insight`'s and the store's, the words are found here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

import insight
from config import Business
from inbox.visit import Visit
from model import THEMES, Scored, State, Week
from words import Words

MONEY = "goodwill"
ENOUGH_FLAGS = 20
"""Below so many flagged reviews a share of corrections says nothing."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One criterion in words: what it is called, its value in this time and in the time before; "" for too little."""

    name: str
    now: str
    before: str


@dataclass(frozen=True, slots=True)
class Trust:
    """What staff have corrected. `share` of all flags marked as not negative; None below `ENOUGH_FLAGS` flags."""

    flagged: int
    not_negative: int
    share: float | None
    themes: tuple[tuple[str, int, int], ...]  # name, said to be wrong, named instead


def card(visit: Visit, here: Business, scored: Sequence[Scored], before: Sequence[Scored], last: Week) -> list[Shown]:
    """The figures of `scorecard:` over the weeks of the page, beside the same number of weeks before."""
    weeks = len(insight.eight_weeks((), last))
    baskets = [_basket(visit, here, part, last.shift(-back), weeks) for part, back in ((scored, 0), (before, weeks))]
    return [
        Shown(
            visit.w(f"criterion:{one.criterion}"),
            in_words(visit.w, one.criterion, one.now, here),
            in_words(visit.w, one.criterion, one.before, here),
        )
        for one in insight.figures(here.scorecard, *baskets)
    ]


def _basket(visit: Visit, here: Business, scored: Sequence[Scored], last: Week, weeks: int) -> insight.Basket:
    first = last.shift(1 - weeks)
    measures = [one for one in visit.store.measures.of(here.name) if one.theme in THEMES]
    told = visit.store.sums.complaints(here.name, sorted({one.theme for one in measures}), first, last, zone=here.tz)
    promises = [(one.text, one.theme) for one in here.playbook.promises if one.theme]
    return insight.Basket(
        scored,
        came_back=len(insight.came_back(measures, told, here.tz)),
        goodwill=visit.store.flags.goodwill(here.name, first.start(here.tz), last.end(here.tz)),
        standings=insight.standings(promises, scored),
    )


def in_words(w: Words, criterion: str, value: object, here: Business) -> str:
    """ "" for what cannot be said."""
    if isinstance(value, timedelta):
        return w.span(value)
    if isinstance(value, tuple):
        return w("{part} of {whole}", part=w.number(value[0]), whole=w.number(value[1])) if value[1] else ""
    if not isinstance(value, float):
        return ""
    return money(w, value, here) if criterion == MONEY else w.number(value, 1 if criterion == "rating" else 0)


def money(w: Words, amount: float, here: Business) -> str:
    return f"{w.number(amount, 0 if amount == int(amount) else 2)}\u00a0{here.budget.currency}"


def spent(visit: Visit, here: Business) -> float:
    """Goodwill of this month so far, in the business's zone."""
    first = datetime.combine(visit.now.astimezone(here.tz).date().replace(day=1), time(), here.tz)
    return visit.store.flags.goodwill(here.name, first.astimezone(UTC), visit.now + timedelta(seconds=1))


def trust(visit: Visit, here: Business) -> Trust:
    counts = visit.store.flags.counts([here.name])
    flagged, not_negative = sum(counts.values()), counts[State.DISMISSED]
    themes = tuple(
        (visit.w.name("theme", one.theme), one.wrong, one.told)
        for one in visit.store.themes.corrections([here.name])
        if one.theme in THEMES
    )
    share = not_negative / flagged if flagged >= ENOUGH_FLAGS else None
    return Trust(flagged, not_negative, share, themes)
