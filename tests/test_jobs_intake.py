"""Files brought in by hand: rows without an id that look alike, and the same file twice."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from config_factories import a_config
from factories import CAFE, NOW

from crawler.normalise import rows_once
from crawler.page import Found
from jobs.intake import Intake, Target, import_file
from store import Store

CONFIG = a_config()
LONG = "The soup was cold when it came and nobody said a word about it."
Row = Mapping[str, object]


def ok(date: str = "2026-11-07", **more: object) -> Row:
    return {"rating": 5, "text": "ok", "date": date} | more


def brought_in(store: Store, folder: Path, rows: Sequence[Row], source: str | None = "Town guide") -> Intake:
    path = folder / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    target = Target(CONFIG.business(CAFE), source)
    return import_file(store, path, CONFIG, NOW, target=target, advance=lambda many: None)


@pytest.mark.parametrize(
    ("rows", "many"),
    [
        ([ok(), ok()], 2),  # nobody signs “ok”: two people on a Saturday
        ([ok(), ok("2026-11-08")], 2),
        ([{"rating": 5, "text": "", "date": "2026-11-07"}] * 5, 5),
        ([ok(author="Bo"), ok(author="Bo")], 1),  # the same row twice
        ([ok(author="Bo"), ok("2026-11-08", author="Bo")], 2),
        ([ok(author="Bo"), ok(author="Bo", rating=4)], 2),
        ([ok(text=LONG), ok(text=LONG)], 1),
        ([ok(id="7"), ok(id="7", text="ok!")], 1),
        ([ok(id="7"), ok(id="8")], 2),
    ],
)
def test_alike_rows_are_as_many_reviews_as_people_wrote(
    store: Store, tmp_path: Path, rows: list[Row], many: int
) -> None:
    first = brought_in(store, tmp_path, rows)
    assert (first.new, first.read) == (many, len(rows))
    again = brought_in(store, tmp_path, rows)
    assert (again.new, again.changed, again.same) == (0, 0, len(rows))
    assert store.reviews.count(CAFE) == many


@pytest.mark.parametrize("newest_first", [True, False])
def test_a_later_export_adds_what_is_new_and_renames_nothing(store: Store, tmp_path: Path, newest_first: bool) -> None:
    rows = [ok("2026-11-05", rating=2), ok("2026-11-06", rating=3), ok("2026-11-07", rating=4)]
    for last in (2, 3):
        part = rows[:last]
        done = brought_in(store, tmp_path, part[::-1] if newest_first else part)
        assert (done.new, done.changed) == ((2, 0) if last == 2 else (1, 0))
    stars = {str(row["date"])[:10]: row["rating"] for row in store.reviews.export(CAFE)}
    assert list(stars.values()) == [2, 3, 4]


def test_rows_of_two_platforms_are_numbered_apart(store: Store, tmp_path: Path) -> None:
    rows = [ok(platform="Map"), ok(platform="Guide"), ok(platform="Map")]
    assert brought_in(store, tmp_path, rows, source=None).new == 3
    assert brought_in(store, tmp_path, rows, source=None).new == 0


def test_a_file_holds_a_review_and_its_likeness_however_many_rows_lie_between(store: Store, tmp_path: Path) -> None:
    """Two visits of one guest, told nearly alike, are two: neither is an edit of the other, in whichever batch."""
    first, second = f"{LONG} Not again.", f"{LONG} Not again, ever."
    between = [ok(text=f"Fine, number {number}.", date="2026-11-06") for number in range(600)]
    rows = [ok("2026-11-05", author="Mette K.", text=first), *between, ok(author="Mette K.", text=second)]
    assert brought_in(store, tmp_path, rows).new == 602
    again = brought_in(store, tmp_path, rows)
    assert (again.new, again.changed) == (0, 0)


def test_reviews_are_stored_in_the_order_of_time(store: Store, tmp_path: Path) -> None:
    rows = [ok("2026-11-07", text="third"), ok("2026-11-05", text="first"), {"text": "no date"}, ok("2026-11-06")]
    brought_in(store, tmp_path, rows)
    assert [row["text"] for row in store.reviews.export(CAFE)] == ["first", "ok", "third", "no date"]


def test_a_row_that_was_read_before_keeps_its_place() -> None:
    rows = [Found(text="a", author="Bo"), Found(text="b", author="Bo"), Found(text="a", author="Bo")]
    assert [row.text for row in rows_once(rows)] == ["a", "b"]
