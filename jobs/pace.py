"""How soon each source is read again: as configured, or, where config.yaml gives a budget, as its news deserve."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import mean

from config import Source
from crawler.adaptive import pauses, rate_of
from jobs.workplace import Workplace
from store import Store

PAST = 5  # crawls that say what one costs


@dataclass(slots=True)
class Pace:
    """The rates and costs of all fetched sources at one moment; without a budget it knows none."""

    budget: int | None = None
    rates: dict[tuple[str, str], float] = field(default_factory=dict)
    costs: dict[tuple[str, str], float] = field(default_factory=dict)

    def after(self, store: Store, source: Source, now: datetime) -> timedelta:
        """The pause after a crawl whose reviews are stored: it counts what that crawl brought."""
        if self.budget is None or source.key not in self.rates:
            return source.every
        self.rates[source.key] = rate_of(store.reviews.daily(*source.key, now))
        return pauses(self.rates, budget=self.budget, costs=self.costs)[source.key]


def pace_of(store: Store, place: Workplace, now: datetime) -> Pace:
    pace = Pace(place.config.crawl.requests_per_day)
    if pace.budget is None:
        return pace
    for source in place.config.sources():
        if source.enabled and source.fetched:
            pace.rates[source.key] = rate_of(store.reviews.daily(*source.key, now))
            pace.costs[source.key] = _cost(store, source)
    return pace


def _cost(store: Store, source: Source) -> float:
    """Requests of a usual crawl; 1 before the second, for the first one reads everything."""
    runs = store.runs.list("crawl", *source.key, limit=PAST)
    made = [run.facts.get("requests", 1) for run in runs if not run.facts.get("deep")]
    return float(mean(made)) if made else 1.0
