"""What the store remembers of crawls beyond the reviews: days, what was missed, what was taken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from factories import CAFE, NOW, a_review

from store import Store

SITE = "Own site"


def add(store: Store, *ids: str, published: datetime | None = NOW) -> None:
    reviews = [a_review(external_id=id, published=published) for id in ids]
    store.reviews.add(reviews, seen=NOW, zone=UTC)


def gone(store: Store) -> set[str]:
    return {row["id"] for row in store.reviews.export(CAFE) if "gone" in row}


def test_one_miss_may_be_a_mistake_two_are_not(store: Store) -> None:
    add(store, "a", "b", "c")
    assert store.reviews.missed(CAFE, SITE, {"a"}, NOW) == 0
    store.reviews.shown(CAFE, SITE, {"b"})
    assert store.reviews.missed(CAFE, SITE, {"a"}, NOW) == 1
    assert gone(store) == {"c"}
    assert store.reviews.missed(CAFE, SITE, {"a"}, NOW) == 1
    assert gone(store) == {"b", "c"}


def test_other_sources_are_left_alone(store: Store) -> None:
    add(store, "a")
    for _ in range(3):
        assert store.reviews.missed(CAFE, "Elsewhere", set(), NOW) == 0
    assert gone(store) == set()


def test_a_gone_review_stays_in_the_statistics(store: Store) -> None:
    add(store, "a")
    week = store.reviews.get(1).week
    for _ in range(2):
        store.reviews.missed(CAFE, SITE, set(), NOW)
    assert gone(store) == {"a"}
    assert len(store.reviews.scored(CAFE, week, week)) == store.reviews.count(CAFE) == 1


@pytest.mark.parametrize(
    ("ages", "daily"),
    [
        ([], []),
        ([0], [1]),
        ([3, 3, 1], [2, 0, 1, 0]),
        ([400, 2], [0, 0, 1, 0, 0]),
    ],
)
def test_days_are_counted_up_to_today(store: Store, ages: list[int], daily: list[int]) -> None:
    for number, age in enumerate(ages):
        add(store, f"r{number}", published=NOW - timedelta(days=age))
    assert store.reviews.daily(CAFE, SITE, NOW, days=5) == daily


def test_what_was_taken_is_remembered_by_source(store: Store) -> None:
    store.sources.take(CAFE, "Mails", ["one", "two"], NOW)
    store.sources.take(CAFE, "Mails", ["two", "three"], NOW)
    assert store.sources.taken(CAFE, "Mails") == {"one", "two", "three"}
    assert store.sources.taken(CAFE, "Files") == frozenset()
