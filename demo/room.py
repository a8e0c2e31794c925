"""The demo's own place: var/demo with its config, drop folder and calendar. Wires the street to Grapevine's jobs.

The clock is the story's: what it prints and mails is the same today and in ten years.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from config import Config, load_config
from demo.server import FIRST_PORT
from demo.street import Street
from jobs.crawl import crawl_all
from jobs.lock import only_instance
from jobs.post import deliver
from jobs.tick import sync, think, tick
from jobs.workplace import Workplace
from model import InputError, Run

HERE = Path(__file__).resolve().parent
COPENHAGEN = ZoneInfo("Europe/Copenhagen")
MONDAY_11 = datetime(2026, 11, 9, 7, 5, tzinfo=COPENHAGEN)  # weeks 1 to 11 have been
MONDAY_12 = datetime(2026, 11, 16, 7, 5, tzinfo=COPENHAGEN)  # week 12 too
MIDDAY_12 = datetime(2026, 11, 16, 11, 45, tzinfo=COPENHAGEN)  # the shop and the restaurant have opened
AFTERNOON_12 = datetime(2026, 11, 16, 13, 50, tzinfo=COPENHAGEN)
NOW = "demo:now"  # where the story stands, kept in the store
OURS = ("config.yaml", "playbooks", "drop", "mail", "spool", "pages", "backup")


@dataclass(slots=True)
class Room:
    """`var` is the folder of state; `street` what its sites show; `now` the story's clock."""

    var: Path
    street: Street
    now: datetime = MONDAY_11
    place: Workplace = field(init=False)

    def __post_init__(self) -> None:
        config = load_room(self.var)
        self.place = Workplace(lambda: config, self.var, clock=lambda: self.now, delay=0.0)

    @property
    def config(self) -> Config:
        return self.place.config

    def live_until(self, week: int, now: datetime) -> list[Run]:
        """The calendar moves on, files are dropped, and Grapevine does what is due."""
        self._move(week, now)
        for path, text in self.street.files().items():
            file = self.var / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        with self.place.open() as store:
            runs = tick(store, self.place, self._utc)
            store.meta.set(NOW, self._utc.isoformat())
        return runs

    def crawl_again(self, week: int, now: datetime) -> list[Run]:
        """Every source once more, due or not, and all that follows from it."""
        self._move(week, now)
        with self.place.open() as store:
            sync(store, self.place, self._utc)
            runs = crawl_all(store, self.place, self._utc) + think(store, self.place, self._utc)
            deliver(store, self.place, self._utc)
            store.meta.set(NOW, self._utc.isoformat())
        return runs

    def _move(self, week: int, now: datetime) -> None:
        self.now = now
        self.street.move(week, now)

    @property
    def _utc(self) -> datetime:
        return self.now.astimezone(UTC)


@contextmanager
def held(var: Path) -> Iterator[None]:
    """Nobody else plays in `var` meanwhile."""
    with only_instance(var):
        yield


def sweep(var: Path) -> None:
    """Removes what an earlier demo left in `var`, and nothing else that may lie there."""
    for path in [*(var / name for name in OURS), *var.glob("grapevine.db*")]:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def write_config(var: Path, ports: Sequence[int]) -> Path:
    """demo/config.yaml with these ports, and the playbooks beside it. The path of the copy."""
    var.mkdir(parents=True, exist_ok=True)
    text = (HERE / "config.yaml").read_text(encoding="utf-8")
    moved = re.sub(r"(127\.0\.0\.1):(807\d)\b", lambda hit: f"{hit[1]}:{ports[int(hit[2]) - FIRST_PORT]}", text)
    path = var / "config.yaml"
    path.write_text(moved, encoding="utf-8")
    shutil.copytree(HERE / "playbooks", var / "playbooks", dirs_exist_ok=True)
    return path


def load_room(var: Path) -> Config:
    """The demo's config as it lies in `var`. InputError where no demo has been played there."""
    path = var / "config.yaml"
    if not path.is_file():
        raise InputError(f"there is no demo in {var} yet: run  make demo  first")
    return load_config(path, os.environ)


def story_clock(place: Workplace) -> datetime:
    """Where the story stands. InputError where it has not been played to its end."""
    with place.open() as store:
        now = store.meta.get(NOW)
    if now is None:
        raise InputError(f"the demo in {place.var} was not played to its end: run  make demo  again")
    return datetime.fromisoformat(now)
