"""The customer's own words in an answer: which are taken up, and which are never repeated in public."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from config import Business
from model import Flag, Reason, ThemeHit
from replies import prepare
from replies.order import FULL, ORDERS, flow, order_of, standing
from replies.phrasebook import LANGUAGES, phrases
from replies.quote import quote_of
from tests.config_factories import a_business, a_person, a_playbook
from tests.factories import a_flag, a_sentiment, a_stored

TODAY = date(2026, 11, 16)
SHOP = a_business(people=(a_person("Marco Holm", email="marco@cafe-ida.example"),))


def complaint(text: str, said: str, lang: str = "en", why: str = "theme:waiting", **review: Any) -> Flag:
    start = text.index(said)
    end = start + len(said)
    theme = why.removeprefix("theme:")
    sentiment = a_sentiment(
        lang=lang, themes=(ThemeHit(theme, "neg", start, end),), reasons=(Reason(start, end, said, why, -1.5),)
    )
    return a_flag(stored=a_stored(text=text, title="", **review), sentiment=sentiment)


def quoted(flag: Flag, lang: str = "en", business: Business = SHOP) -> str:
    return quote_of(flag, "waiting", business, phrases(lang))


@pytest.mark.parametrize(
    ("lang", "text", "said", "words"),
    [
        (
            "en",
            "Nice room. We waited fifty minutes for tea. Bye.",
            "waited fifty minutes",
            "We waited fifty minutes for tea",
        ),
        ("en", "The room was fine but the soup was cold.", "soup was cold", "the soup was cold"),
        ("de", "Schade. Die Suppe war kalt.", "war kalt", "Die Suppe war kalt"),
        ("fr", "La soupe était froide, dommage.", "froide", "La soupe était froide"),
        ("da", "Vi ventede en time, og maden var kold.", "kold", "maden var kold"),
        ("en", "Gustavo kept us in line, we waited too long", "waited too long", "we waited too long"),
    ],
)
def test_the_clause_around_the_complaint_is_quoted(lang: str, text: str, said: str, words: str) -> None:
    assert quoted(complaint(text, said, lang), lang) == words


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Slow.", "Slow"),
        ("The idiot was slow.", "idiot was slow"),
        ("TOO SLOW again", "TOO SLOW"),
        ("we asked Gustavo twice", "asked Gustavo twice"),
        ("then marco shouted", "marco shouted"),
        ("call 5550123 for nothing", "call 5550123"),
        ("too slow \U0001f621 again", "slow \U0001f621"),
        ("see bad@mail.example", "bad@mail.example"),
        ("terribly slowish", "terribly slow"),
    ],
    ids=["one word", "insult", "shout", "name", "staff", "number", "emoji", "mail", "half a word"],
)
def test_what_must_not_be_repeated_is_not(text: str, said: str) -> None:
    assert quoted(complaint(text, said)) == ""


def test_safety_and_health_are_never_quoted() -> None:
    text = "The soup was cold today"
    surgery = a_business(playbook=a_playbook(privacy="health"))
    assert quoted(complaint(text, "soup was cold"))
    assert quoted(complaint(text, "soup was cold"), business=surgery) == ""
    assert quoted(complaint(text, "soup was cold", why="theme:safety")) == ""


def test_about_three_replies_in_four_quote_and_none_in_another_language() -> None:
    text = "We waited fifty minutes."
    flags = [complaint(text, "waited fifty minutes", external_id=str(number)) for number in range(40)]
    said = [prepare(flag, business=SHOP, measures=(), recent=(), today=TODAY).text for flag in flags]
    assert 20 <= sum("waited fifty minutes" in one for one in said) <= 38
    other = complaint(text, "waited fifty minutes", lang="es")
    assert "fifty" not in prepare(other, business=SHOP, measures=(), recent=(), today=TODAY).text


def test_a_topic_near_a_bad_word_makes_no_claim_about_its_theme() -> None:
    text = "Wrong in every way: the bill"
    sentiment = a_sentiment(
        themes=(ThemeHit("price", "neg", 0, len(text)),), reasons=(Reason(0, 5, "Wrong", "theme:price", -1.5),)
    )
    text_of = prepare(
        a_flag(stored=a_stored(text=text, title=""), sentiment=sentiment),
        business=SHOP,
        measures=(),
        recent=(),
        today=TODAY,
    ).text
    assert any(line in text_of for line in phrases("en").issues["other"])
    assert not any(line in text_of for line in phrases("en").issues["price"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_apology_that_points_back_stands_right_after_the_matter(lang: str) -> None:
    book = phrases(lang)
    slots = dict(book.moods["normal"]) | {"issue": book.issues["waiting"]}
    back = book.avoid["back"][0]
    for order in ORDERS:
        kept = standing(slots, order, book)
        apart = [slot for slot in ("sorry", "own") if slot in order and order[order.index(slot) - 1 :][0] != "issue"]
        for slot in apart:
            assert len(kept[slot]) >= 3
            assert not any(back.search(line) for line in kept[slot]), (order, slot)


def test_the_order_changes_from_review_to_review_and_is_fixed_for_one() -> None:
    assert {order_of(str(number)) for number in range(80)} == set(ORDERS)
    assert order_of("a") == order_of("a")
    assert FULL in ORDERS


def test_german_begins_small_after_the_greeting_and_only_there() -> None:
    book = phrases("de")
    assert flow(["Es ging zu langsam.", "danke dafür."], book) == "es ging zu langsam. Danke dafür."
    assert flow(["Sie warteten.", "danke dafür."], book) == "Sie warteten. Danke dafür."


def test_a_personal_mailbox_is_never_asked_for_its_owner() -> None:
    shop = a_business(playbook=a_playbook(contact={"name": "Ida", "email": "ida@cafe-ida.example"}))
    flags = [a_flag(stored=a_stored(external_id=str(number))) for number in range(40)]
    said = [prepare(flag, business=shop, measures=(), recent=(), today=TODAY).text for flag in flags]
    assert not any("ask for Ida" in one for one in said)
