"""A business with a folder, a store and a clock that the test moves: crawls as the scheduler would start them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from config_factories import a_business, a_config

from config import Config
from jobs.crawl import crawl_all, crawl_due
from jobs.tick import sync
from jobs.workplace import Workplace
from model import Run
from store import SourceState

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass
class House:
    folder: Path
    config: Config
    now: datetime = START
    place: Workplace = field(init=False)

    def __post_init__(self) -> None:
        self.place = Workplace(lambda: self.config, self.folder / "var", clock=lambda: self.now, delay=0.0)

    def crawl(self, after: timedelta = timedelta(0)) -> list[Run]:
        """Read what is due a while later."""
        self.now += after
        with self.place.open() as store:
            sync(store, self.place, self.now)
            return crawl_due(store, self.place, self.now)

    def crawl_all(self, after: timedelta = timedelta(0)) -> dict[str, Run]:
        """Read every source a while later, due or not; runs by source."""
        self.now += after
        with self.place.open() as store:
            sync(store, self.place, self.now)
            return {run.key: run for run in crawl_all(store, self.place, self.now)}

    def states(self) -> dict[str, SourceState]:
        with self.place.open() as store:
            return {state.name: state for state in store.sources.all()}

    def rows(self, source: str | None = None) -> list[dict[str, Any]]:
        """What is stored, of one source or of all, as an export writes it."""
        with self.place.open() as store:
            return [row for row in store.reviews.export() if source in (None, row["platform"])]

    def export(self) -> dict[str, dict[str, Any]]:
        return {row["id"]: row for row in self.rows()}


def a_house(folder: Path, *sources: Any, **crawl: Any) -> House:
    business = a_business(sources=sources)
    return House(folder, a_config(path=folder / "config.yaml", businesses=(business,), crawl=crawl))
