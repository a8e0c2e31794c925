"""A review that stands in two places, in the weekly mail and in alerts: told once, looked at twice."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from config_factories import a_business, a_config, a_source
from factories import CAFE, NOW, PUBLISHED, a_review, a_run

from digest.weekly import compose_weekly
from jobs.alerts import queue_alerts
from jobs.drafts import draft_replies
from model import Mail, Review, State, Verdict, Week
from sentiment.stage import score_waiting
from store import Store
from words import LANGUAGES

WEEK = Week(2026, 46)
BUSINESS = a_business(sources=(a_source(), a_source("Map", where="https://map.example/ida")))
CONFIG = a_config(businesses=(BUSINESS,))
SAD = "We waited forty minutes for a table we had booked, and when the soup came it was cold and salty."
GLAD = "The bread was still warm, the people behind the counter were kind, and we will surely come back."
TWICE = {
    "en": "2 of these are reviews we also found elsewhere; they count once.",
    "de": "2 davon sind Bewertungen, die auch an anderer Stelle stehen; sie zählen nur einmal.",
    "fr": "2 de ces avis figurent aussi sur un autre site\u00a0; ils ne sont comptés qu’une fois.",
    "da": "2 af dem er anmeldelser, der også står et andet sted; de tæller kun én gang.",
}


@pytest.fixture
def street(store: Store) -> Store:
    """Both sources were read an hour ago."""
    store.sources.sync(BUSINESS.sources, NOW)
    for source in BUSINESS.sources:
        run = a_run(key=source.name, finished=NOW - timedelta(hours=1), verdict=Verdict.OK, seen=2)
        store.sources.finished(run, next_due=NOW)
    return store


def take_in(store: Store, *reviews: Review) -> None:
    """As a tick does, up to the alerts."""
    store.reviews.add(reviews, seen=NOW, zone=BUSINESS.tz)
    score_waiting(store, CONFIG, NOW)
    draft_replies(store, CONFIG, NOW)
    queue_alerts(store, CONFIG, NOW)


def both(source: str) -> list[Review]:
    """A sad and a glad review as that source has them; there they have other names and the ends are cut."""
    near = source == "Own site"
    return [
        a_review(
            source=source,
            external_id=f"{source}{stars}",
            text=text if near else f"{text[:70]}… mehr",
            rating=stars,
            author=f"Mette {stars}" if near else f"guest{stars}",
            published=PUBLISHED if near else PUBLISHED + timedelta(days=1),
        )
        for text, stars in ((SAD, 1.0), (GLAD, 5.0))
    ]


def weekly(store: Store, language: str = "en") -> Mail:
    owner = BUSINESS.owners()[0].model_copy(update={"language": language})
    return compose_weekly(store, BUSINESS, owner, WEEK, config=CONFIG, now=NOW)


def without_look(text: str) -> str:
    return text.partition("WHERE WE LOOKED")[0]


def test_a_digest_is_the_same_whether_a_copy_was_found_or_not(street: Store) -> None:
    take_in(street, *both("Own site"))
    alone = weekly(street)
    assert re.search(r"^ +2  reviews", alone.text, re.M)
    take_in(street, *both("Map"))
    assert street.reviews.count(CAFE) == 4
    twice = weekly(street)
    assert without_look(twice.text) == without_look(alone.text)
    assert twice.subject == alone.subject


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_mail_says_where_reviews_stand_twice(street: Store, language: str) -> None:
    take_in(street, *both("Own site"), *both("Map"))
    mail = weekly(street, language)
    assert TWICE[language] in re.sub(r"\n +", " ", mail.text)
    assert TWICE[language] in mail.html


def test_each_source_is_told_with_all_that_stands_there(street: Store) -> None:
    take_in(street, *both("Own site"), *both("Map"), a_review(source="Map", external_id="m", rating=4.0, text="Fine."))
    text = weekly(street).text
    assert "Own site (2), Map (3): last read" in text
    assert re.search(r"^ +3  reviews", text, re.M)


def test_one_alert_for_one_unhappy_customer_whoever_comes_first(street: Store) -> None:
    take_in(street, *both("Map"))
    assert len(street.outbox.list(kind="alert")) == 1
    take_in(street, *both("Own site"))
    assert len(street.outbox.list(kind="alert")) == 1
    assert street.flags.counts([CAFE])[State.TO_ANSWER] == 1


def test_an_overview_adds_up_to_customers(street: Store) -> None:
    take_in(street, *both("Own site"), *both("Map"))
    assert len(street.reviews.scored(CAFE, WEEK, WEEK)) == len(street.sums.scored(CAFE, WEEK, WEEK)) == 2
