"""How soon each source is read again: as configured, or, where config.yaml gives a budget, as its news deserve."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta, tzinfo
from statistics import mean

from config import Source
from config.rhythm import longest_pause, spendable
from crawler.adaptive import PAST, Habits, fitted, habits_of, pauses, rate_of
from jobs.workplace import Workplace
from store import Store

CRAWLS = 5  # earlier ones that say what one costs
MIDNIGHT = time()
FRESH = timedelta(days=2)  # a day read later than this may be no day at all: “2 months ago” names none
Key = tuple[str, str]


@dataclass(slots=True)
class Pace:
    """What is known of all fetched sources at one moment; without a budget (requests a day) nothing is."""

    budget: int | None = None
    rates: dict[Key, float] = field(default_factory=dict)
    costs: dict[Key, float] = field(default_factory=dict)
    habits: dict[Key, Habits] = field(default_factory=dict)
    zones: dict[Key, tzinfo] = field(default_factory=dict)

    def after(self, store: Store, source: Source, now: datetime) -> timedelta:
        """The pause after a crawl whose reviews are stored: it counts what that crawl brought."""
        key = source.key
        if self.budget is None or key not in self.rates:
            return source.every
        self.rates[key] = rate_of(store.reviews.daily(*key, now))
        news = {each: rate * self.habits[each].weight for each, rate in self.rates.items()}
        pause = pauses(news, budget=spendable(self.budget), costs=self.costs)[key]
        longest = longest_pause(self.budget, len(news), self.costs[key])
        return min(fitted(pause, self.habits[key], now, self.zones[key]), longest)


def pace_of(store: Store, place: Workplace, now: datetime) -> Pace:
    pace = Pace(place.config.crawl.requests_per_day)
    if pace.budget is None:
        return pace
    for source in place.config.sources():
        if source.enabled and source.fetched:
            pace.rates[source.key] = rate_of(store.reviews.daily(*source.key, now))
            pace.costs[source.key] = _cost(store, source)
            pace.zones[source.key] = zone = place.config.business(source.business).tz
            pace.habits[source.key] = _habits(store, source.key, zone)
    return pace


def _cost(store: Store, source: Source) -> float:
    """Requests of a usual crawl; 1 before the second, for the first one reads everything."""
    runs = store.runs.list("crawl", *source.key, limit=CRAWLS)
    made = [run.facts.get("requests", 1) for run in runs if not run.facts.get("deep")]
    return max(float(mean(made)), 1.0) if made else 1.0


def _habits(store: Store, key: Key, zone: tzinfo) -> Habits:
    """A day without a time is stored as its midnight (model): it tells the weekday, and that only while fresh."""
    known = [(written.astimezone(zone), seen - written) for written, seen in store.reviews.written(*key, PAST)]
    times = [local for local, _ in known if local.time() != MIDNIGHT]
    days = [local.date() for local, late in known if local.time() == MIDNIGHT and late < FRESH]
    return habits_of(times, days)
