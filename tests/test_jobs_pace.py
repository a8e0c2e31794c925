"""Under a budget a source is read when its people write, as far as the store knows when that is."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from config_factories import a_source
from factories import a_review
from house import START, House, a_house

from config.rhythm import longest_pause
from jobs.pace import pace_of
from model import Run, Verdict

CPH = ZoneInfo("Europe/Copenhagen")
LATELY = [(START - timedelta(days=n)).astimezone(CPH) for n in range(1, 41)]
EVENINGS = [day.replace(hour=20, minute=day.day, second=0) for day in LATELY]
MIDNIGHTS = [day.replace(hour=0, minute=0, second=0, microsecond=0) for day in LATELY]  # how a day alone is stored


def filled(folder: Path, written: list[datetime], *, late: timedelta = timedelta(hours=3), budget: int = 8) -> House:
    house = a_house(folder, a_source(), requests_per_day=budget)
    with house.place.open() as store:
        for n, moment in enumerate(written):
            store.reviews.add([a_review(external_id=f"{n}", published=moment)], seen=moment + late, zone=CPH)
    return house


def pause(house: House, hour: float) -> timedelta:
    now = START.astimezone(CPH).replace(hour=0, minute=0) + timedelta(hours=hour)
    with house.place.open() as store:
        [source] = house.config.sources()
        return pace_of(store, house.place, now).after(store, source, now)


def test_a_source_that_hears_from_people_in_the_evening_is_read_in_the_evening(tmp_path: Path) -> None:
    house = filled(tmp_path, EVENINGS)
    assert pause(house, 19.5) * 2 < pause(house, 22)


def test_a_day_without_a_time_makes_no_midnight_busy(tmp_path: Path) -> None:
    house = filled(tmp_path, MIDNIGHTS)
    assert pause(house, 0) == pytest.approx(pause(house, 12), rel=0.2)


def test_a_day_that_was_read_long_after_tells_no_weekday(tmp_path: Path) -> None:
    sundays = [day for day in MIDNIGHTS * 4 if day.weekday() == 6]
    (fresh, old) = (tmp_path / name for name in ("fresh", "old"))
    known = pause(filled(fresh, sundays), 12), pause(filled(old, sundays, late=timedelta(days=20)), 12)
    assert known[0] != known[1] == timedelta(hours=3) / 0.95


def test_no_hour_is_so_quiet_that_a_promise_breaks(tmp_path: Path) -> None:
    house = filled(tmp_path, EVENINGS, budget=1)
    assert pause(house, 22) <= longest_pause(1, 1)


def test_a_crawl_that_needs_more_requests_comes_less_often(tmp_path: Path) -> None:
    house = filled(tmp_path, [])
    before = pause(house, 12)
    with house.place.open() as store:
        [source] = house.config.sources()
        store.runs.add(Run("crawl", *source.key, START, START, verdict=Verdict.OK, facts={"requests": 3}))
    assert pause(house, 12) == pytest.approx(before * 3, rel=0.01)


def test_without_a_budget_a_source_is_read_as_config_says(tmp_path: Path) -> None:
    house = a_house(tmp_path, a_source(every=timedelta(hours=5)))
    with house.place.open() as store:
        [source] = house.config.sources()
        assert pace_of(store, house.place, START).after(store, source, START) == timedelta(hours=5)
