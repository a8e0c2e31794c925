"""The made-up street is complete, made up, and written by customers of four languages."""

from __future__ import annotations

import os
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config import load_config
from demo.room import MONDAY_11, MONDAY_12
from demo.story import HOUSES, WEEKS, House, load_posts, load_story, moment, shown
from demo.street import DROPS, SITES

DEMO = Path(__file__).parent.parent / "demo"
POSTS = load_story()
PLACES = {(place.house, place.name) for place in (*SITES, *DROPS)}


def test_there_is_enough_to_read() -> None:
    assert 110 <= len(POSTS) <= 150


def test_every_review_has_an_id_of_its_own() -> None:
    assert [post_id for post_id, count in Counter(post.id for post in POSTS).items() if count > 1] == []


@pytest.mark.parametrize("house", HOUSES, ids=lambda house: house.slug)
def test_every_business_hears_something_in_each_of_twelve_weeks(house: House) -> None:
    assert {post.week for post in load_posts(house)} == set(range(1, WEEKS + 1))


@pytest.mark.parametrize("house", HOUSES, ids=lambda house: house.slug)
def test_visitors_write_in_a_language_that_is_not_the_usual_one(house: House) -> None:
    languages = Counter(post.lang for post in load_posts(house))
    assert set(languages) <= {"en", "de", "fr", "da"}
    assert len(languages) >= 3


def test_all_four_languages_are_at_home_somewhere() -> None:
    usual = [Counter(post.lang for post in load_posts(house)).most_common(1)[0][0] for house in HOUSES]
    assert sorted(usual) == ["da", "de", "en", "fr"]


def test_every_review_stands_on_a_site_of_the_street() -> None:
    assert {(post.house, post.site) for post in POSTS} == PLACES


def test_long_and_short_loud_and_quiet() -> None:
    lengths = sorted(len(post.text) for post in POSTS)
    assert lengths[0] <= 10
    assert lengths[-1] >= 250
    assert {post.stars for post in POSTS} == {1, 2, 3, 4, 5, None}


def test_some_owners_answered_on_the_site_and_never_before_they_were_asked() -> None:
    answered = [post for post in POSTS if post.replied]
    assert {post.house for post in answered} == {house.slug for house in HOUSES}
    assert all(post.reply and timedelta(0) < post.replied - post.published < timedelta(days=10) for post in answered)


@pytest.mark.parametrize("file", sorted(DEMO.rglob("*.yaml")), ids=lambda file: file.stem)
def test_no_address_leads_anywhere_real(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    hosts = re.findall(r"https?://([\w.-]+)", text) + re.findall(r"[\w.+-]+@([\w.-]+\w)", text)
    assert all(host == "127.0.0.1" or host.endswith(".example") for host in hosts)


def test_the_config_of_the_demo_has_no_fault_and_knows_every_place() -> None:
    config = load_config(DEMO / "config.yaml", os.environ)
    slugs = {house.name: house.slug for house in HOUSES}
    assert config.broken == ()
    assert {(slugs[source.business], source.name) for source in config.sources()} == PLACES
    assert all(business.owners() and business.staff() and business.operators() for business in config.businesses)


def test_the_weeks_of_the_story_lie_on_the_calendar() -> None:
    zone = HOUSES[0].tz
    assert moment("12 mon 00:00", zone) == datetime(2026, 11, 9, tzinfo=zone)
    assert moment("12 sun 23:59", zone).astimezone(UTC) == datetime(2026, 11, 15, 22, 59, tzinfo=UTC)
    assert moment("1 mon 08:12", zone).isoformat() == "2026-08-24T08:12:00+02:00"


def test_nothing_is_shown_before_it_was_written() -> None:
    before, after = shown(POSTS, MONDAY_11, 11), shown(POSTS, MONDAY_12, 12)
    assert {post.week for post in before} == set(range(1, 12))
    assert len(after) == len(POSTS)


def test_one_customer_changes_five_stars_to_one() -> None:
    (post,) = [post for post in POSTS if post.later]
    (before,) = [p for p in shown(POSTS, MONDAY_11, 11) if p.id == post.id]
    (after,) = [p for p in shown(POSTS, MONDAY_12, 12) if p.id == post.id]
    assert (before.stars, after.stars) == (5, 1)
    assert before.text != after.text


def test_a_reply_is_not_shown_before_it_was_given() -> None:
    post = next(post for post in POSTS if post.replied)
    assert post.replied
    (early,) = shown([post], post.replied - timedelta(minutes=1), 11)
    assert (early.reply, early.replied) == ("", None)
