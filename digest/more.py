"""The parts of a digest beside the week itself: scorecard, standards, mirror, goodwill, causes, surge, places, task.

Fetched here, said in `brief` and `sheets`. Full once a month; in other weeks one line, and only where there is news.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import chain

from config import Business
from insight import (
    Basket,
    Effort,
    Figure,
    Mirrored,
    PlaceFacts,
    Standing,
    Surge,
    by_place,
    came_back,
    effort,
    estimate_of,
    figures,
    headline,
    mirror_key,
    mirrored,
    praised,
    recovery,
    standings,
    star_costs,
    sum_up,
    surges,
)
from insight.trend import WEEKS
from model import Measure, Scored, State, Week
from store import Store

MONTH = 4  # weeks that a full scorecard sums over, and compares with
CLOSED = (State.ANSWERED, State.SOLVED)
HALF_A_YEAR = timedelta(days=182)  # how far back an answer may lie that still wins somebody back
ASKED = (1, 4, 7, 10)  # months in which a quarter begins


@dataclass(frozen=True, slots=True)
class Task:
    """What the team was to work on last week, and what has been recorded as changed since."""

    theme: str
    done: tuple[Measure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class More:
    """Empty in a first look, where there is nothing to compare with."""

    full: bool = False  # the first digest of a month
    card: tuple[Figure, ...] = ()
    standings: tuple[Standing, ...] = ()
    mirror: tuple[Mirrored, ...] = ()
    questions: tuple[str, ...] = ()  # standards whose estimate is asked for
    goodwill: float = 0.0  # spent in the month so far
    causes: tuple[tuple[str, int], ...] = ()
    effort: Effort | None = None
    effort_before: Effort | None = None
    surges: tuple[Surge, ...] = ()
    places: tuple[PlaceFacts, ...] = ()
    task: Task | None = None
    came_round: int = 0  # customers who raised their stars this week, after an answer


def gather_more(store: Store, business: Business, week: Week, scored: Sequence[Scored]) -> More:
    """`scored`: the eight weeks up to `week`."""
    measures = store.measures.of(business.name)
    weeks = [[one for one in scored if one.stored.week == week.shift(-back)] for back in range(WEEKS)]
    this, full = weeks[0], begins_a_month(week)
    pool = list(chain.from_iterable(weeks[:MONTH])) if full else this
    promises = [(one.text, one.theme) for one in business.playbook.promises if one.theme]
    questions = _questions(store, business, week) if full else ()
    return More(
        full=full,
        card=_card(store, business, week, weeks),
        standings=standings(promises, pool),
        mirror=_mirror(store, business, standings(promises, scored), questions) if full else (),
        questions=questions,
        goodwill=store.flags.goodwill(business.name, *_month(business, week)),
        causes=_causes(store, pool),
        effort=effort(this),
        effort_before=effort([one for one in scored if one.stored.week != week]),
        surges=surges(this, weeks[1:]),
        places=by_place(business.locations, week, this) if len(business.locations) > 1 else (),
        task=_task(weeks[1], measures, week),
        came_round=_came_round(store, business, week),
    )


def begins_a_month(week: Week) -> bool:
    """Whether its digest is the first after a month has ended."""
    return week.sunday.day <= 7


def _card(store: Store, business: Business, week: Week, weeks: Sequence[Sequence[Scored]]) -> tuple[Figure, ...]:
    length = MONTH if begins_a_month(week) else 1
    now, before = (list(chain.from_iterable(weeks[start : start + length])) for start in (0, length))
    baskets = (
        _basket(store, business, part, week.shift(-start), length) for start, part in ((0, now), (length, before))
    )
    return figures(business.scorecard, *baskets)


def _basket(store: Store, business: Business, scored: list[Scored], last: Week, length: int) -> Basket:
    zone = business.tz
    promises = [(one.text, one.theme) for one in business.playbook.promises if one.theme]
    since, until = last.shift(1 - length).start(zone), last.end(zone)
    return Basket(
        scored,
        came_back=len(came_back(store.measures.of(business.name), scored, zone)),
        goodwill=store.flags.goodwill(business.name, since, until),
        standings=standings(promises, scored),
    )


def _month(business: Business, week: Week) -> tuple[datetime, datetime]:
    """From the first day of the month of the week's last day to the end of the week."""
    first = datetime.combine(week.sunday.replace(day=1), time(), business.tz).astimezone(UTC)
    return first, week.end(business.tz)


def _causes(store: Store, scored: Sequence[Scored]) -> tuple[tuple[str, int], ...]:
    """What staff named as the cause when they closed reviews of this time, the most frequent first."""
    closed = (one.stored.id for one in scored if one.state in CLOSED)
    given = Counter(cause for id in closed if (cause := store.flags.get(id).cause))
    return tuple(sorted(given.items(), key=lambda one: (-one[1], one[0])))


def _task(scored: Sequence[Scored], measures: Sequence[Measure], week: Week) -> Task | None:
    """Last week's problem as its digest named it, and the measures recorded for it from that week on."""
    facts = sum_up(week.shift(-1), scored)
    theme = headline(facts, star_costs(scored), praised(scored), unread=False, scored=scored).theme
    if theme is None:
        return None
    since = week.monday - timedelta(weeks=1)
    return Task(theme, tuple(one for one in measures if one.theme == theme and one.since >= since))


def _came_round(store: Store, business: Business, week: Week) -> int:
    since, until = week.start(business.tz), week.end(business.tz)
    return recovery(store.recovered.changed(business.name, since - HALF_A_YEAR, since, until)).all.better


def _mirror(store: Store, business: Business, found: Sequence[Standing], asked: Sequence[str]) -> tuple[Mirrored, ...]:
    """The standards an owner has given an estimate for and customers speak of; not those `asked` about anew."""
    told = [one for one in found if one.text not in asked]
    pairs = [(one, estimate_of(store.meta.get(mirror_key(business.name, one.text)))) for one in told]
    return tuple(mirrored(one, said[0]) for one, said in pairs if said and one.kept + one.broken)


def _questions(store: Store, business: Business, week: Week) -> tuple[str, ...]:
    """In the first digest of a quarter: standards without an estimate of this quarter."""
    if week.sunday.month not in ASKED:
        return ()
    first = week.sunday.replace(day=1)
    texts = [one.text for one in business.playbook.promises if one.theme]
    said = {text: estimate_of(store.meta.get(mirror_key(business.name, text))) for text in texts}
    return tuple(text for text, known in said.items() if known is None or known[1] < first)
