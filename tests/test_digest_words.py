"""Two minutes: what a digest says itself, outside quotations and drafts, in ordinary weeks of every kind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from mails.renew import own_words
from mails.scene import (
    BEFORE,
    NOW,
    THIS_WEEK,
    WEEK,
    _finish,
    a_reader,
    a_scene_business,
    a_scene_config,
    add_week,
    open_scene,
)

from config import Budget, Business, Playbook
from digest.weekly import compose_weekly
from model import Measure, Verdict
from store import Store, open_store
from words import LANGUAGES

MOST = 500
BOOK = a_scene_business().playbook
FULL = Playbook.model_validate(
    {
        "contact": {"name": "Astrid"},
        "standards": [
            {"promise": "Whoever takes an order writes the hour on it."},
            {"waiting": "Coffee in eight minutes."},
        ],
        "remedies": {
            theme: {
                "do": ["Ring them up today and ask what they had hoped for that day", "Pay back what they paid for it"],
                "wow": ["Bring them another one on a day that they choose, by yourself"],
            }
            for theme in ("promise", "waiting", "taste", "friendliness")
        },
    }
)
BUSY = [
    (n % 7, "Kortliste", 1.0, "en", f"Guest {n}", themes, f"Invented words number {n}, and none of them kind.")
    for n, themes in enumerate(["-promise -waiting", "-promise", "-waiting -taste", "-friendliness", "-promise"] * 3)
]


@pytest.fixture
def quiet() -> Iterator[Store]:
    """One source, read an hour ago, without any review yet."""
    with open_store(":memory:") as opened:
        opened.sources.sync(shop().sources, NOW - timedelta(days=90))
        _finish(opened, "Kortliste", Verdict.OK, NOW - timedelta(hours=1))
        yield opened


def shop(**changes: Any) -> Business:
    return a_scene_business(
        playbook=FULL, sources=a_scene_business().sources[:1], budget=Budget(monthly=300), **changes
    )


def digest_words(store: Store, business: Business, language: Any) -> int:
    config = a_scene_config(business)
    mail = compose_weekly(store, business, a_reader(language), WEEK, config=config, now=NOW)
    return len(own_words(mail.html))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_week_of_everything_is_read_in_two_minutes(language: str) -> None:
    with open_scene() as store:
        assert 300 < digest_words(store, a_scene_business(), language) <= MOST


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_week_without_reviews_is_read_in_a_minute(quiet: Store, language: str) -> None:
    assert digest_words(quiet, shop(), language) <= 150


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_quiet_week_after_a_loud_one_is_read_in_two_minutes(quiet: Store, language: str) -> None:
    add_week(quiet, WEEK.shift(-1), BEFORE, answered=True)
    add_week(quiet, WEEK, THIS_WEEK[:6])
    assert digest_words(quiet, shop(), language) <= MOST


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_worst_week_with_a_full_playbook_is_read_in_two_minutes(quiet: Store, language: str) -> None:
    for back in range(1, 8):
        add_week(quiet, WEEK.shift(-back), [(1, "Kortliste", 5.0, "en", "A", "+taste", f"Fine words {back}.")] * 1)
    add_week(quiet, WEEK, [*BUSY, *THIS_WEEK])
    quiet.measures.add(Measure(shop().name, "waiting", "Two at the counter", WEEK.monday))
    assert digest_words(quiet, shop(), language) <= MOST


def test_the_same_steps_are_not_said_twice(quiet: Store) -> None:
    rows = [(n, "Kortliste", 1.0, "en", who, "-promise", f"Words of {n}.") for n, who in enumerate(["Ada", "", "Carl"])]
    add_week(quiet, WEEK, rows)
    text = compose_weekly(quiet, shop(), a_reader("en"), WEEK, config=a_scene_config(shop()), now=NOW).text
    assert text.count("Pay back what they paid for it") == 1
    assert text.count("* The same as for Ada above") == 2


def test_a_single_step_is_simply_said_again(quiet: Store) -> None:
    rows = [(n, "Kortliste", 1.0, "en", "Ada", "-effort", f"Words of {n}.") for n in range(2)]
    add_week(quiet, WEEK, rows)
    here = shop().model_copy(update={"playbook": BOOK})
    text = compose_weekly(quiet, here, a_reader("en"), WEEK, config=a_scene_config(here), now=NOW).text
    assert text.count("* Call them yourself") == 2
