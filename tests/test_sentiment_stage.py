"""Waiting reviews become sentiments and flags; a bad score stops nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config import Config, load_config
from model import OPEN_STATES, Review, State
from sentiment.stage import score_waiting
from store import Store, open_store

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
YAML = """
mail: {from: "reviews@ida.example"}
crawl: {contact: "ida@ida.example"}
businesses:
  - name: Ida
    zone: Europe/Copenhagen
    languages: [en, da]
    people:
      - {name: Ida, email: ida@ida.example, roles: [owner]}
    sources:
      - {name: Own site, url: "https://ida.example/reviews"}
"""


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "config.yaml").write_text(YAML, encoding="utf-8")
    return load_config(tmp_path / "config.yaml", {})


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store(":memory:") as store:
        yield store


def add(store: Store, text: str, *, rating: float | None = None, days: int = 1, initial: bool = False) -> None:
    published = NOW - timedelta(days=days)
    review = Review("Ida", "Own site", text[:20], rating, text, published=published, lang="en")
    store.reviews.add([review], seen=NOW, zone=UTC, initial=initial)


@pytest.mark.parametrize(
    ("text", "rating", "days", "initial", "state"),
    [
        ("Nobody came.", None, 1, False, State.TO_ANSWER),
        ("Fine, nothing more.", 3.0, 1, False, State.TO_ANSWER),
        ("Nobody came.", 1.0, 30, True, State.BACKLOG),
        ("Nobody came.", 1.0, 13, True, State.TO_ANSWER),
        ("Nobody came.", 1.0, 30, False, State.TO_ANSWER),
    ],
)
def test_a_complaint_opens_a_flag_in_the_right_state(
    store: Store, config: Config, text: str, rating: float | None, days: int, initial: bool, state: State
) -> None:
    add(store, text, rating=rating, days=days, initial=initial)
    run = score_waiting(store, config, NOW)
    assert (run.seen, run.new, run.failed) == (1, 1, 0)
    assert [flag.state for flag in store.flags.list(["Ida"], list(State))] == [state]


def test_safety_is_due_before_a_star_rating(store: Store, config: Config) -> None:
    add(store, "My wife got food poisoning here.", rating=1.0)
    add(store, "It was fine.", rating=3.0)
    score_waiting(store, config, NOW)
    safety, watch = store.flags.list(["Ida"], list(OPEN_STATES))
    assert safety.sentiment.safety
    assert safety.due is not None
    assert watch.due is not None
    assert NOW < safety.due < watch.due


def test_praise_is_scored_and_not_flagged_and_a_second_pass_has_nothing_to_do(store: Store, config: Config) -> None:
    add(store, "Wonderful evening, lovely people.", rating=5.0)
    assert score_waiting(store, config, NOW).new == 0
    assert score_waiting(store, config, NOW).seen == 0
    assert store.flags.list(["Ida"], list(State)) == []


def test_more_reviews_than_a_batch_are_all_scored(store: Store, config: Config) -> None:
    for number in range(7):
        add(store, f"{number} nobody came", rating=1.0)
    assert score_waiting(store, config, NOW, batch=3).seen == 7


def test_a_business_that_left_the_configuration_is_scored_by_the_defaults(store: Store, config: Config) -> None:
    review = Review("Gone", "Old", "1", 1.0, "Nobody came.", published=NOW)
    store.reviews.add([review], seen=NOW, zone=UTC)
    assert score_waiting(store, config, NOW).new == 1
