"""Replies to many complaints of one kind do not look alike, and are made quickly."""

from __future__ import annotations

from datetime import date

import pytest

from model import Flag, ThemeHit
from replies import prepare
from replies.alike import core, overlap, shingles
from replies.phrasebook import LANGUAGES
from tests.config_factories import a_business
from tests.factories import a_flag, a_measure, a_sentiment, a_stored

TODAY = date(2026, 11, 16)
SAID = "Since October two of us stand at the counter."
SHOP = a_business()


def complaint(number: int, lang: str, theme: str) -> Flag:
    sentiment = a_sentiment(lang=lang, themes=(ThemeHit(theme, "neg", 0, 1),))
    return a_flag(stored=a_stored(external_id=f"r{number}"), sentiment=sentiment)


def replies_to(count: int, lang: str, theme: str, remembered: int) -> list[str]:
    measures = [a_measure(theme=theme, say=tuple((code, SAID) for code in LANGUAGES))]
    given: list[str] = []
    for number in range(count):
        flag, recent = complaint(number, lang, theme), given[-remembered:]
        given.append(prepare(flag, business=SHOP, measures=measures, recent=recent, today=TODAY).text)
    return given


@pytest.mark.parametrize(("lang", "theme"), [("en", "waiting"), ("de", "delivery"), ("fr", "taste"), ("da", "booking")])
def test_sixty_replies_on_one_theme_share_little_beside_contact_and_measure(lang: str, theme: str) -> None:
    said = [shingles(core(text, [SAID])) for text in replies_to(60, lang, theme, remembered=60)]
    assert max(overlap(one, other) for at, one in enumerate(said) for other in said[:at]) <= 0.35


def test_fifty_replies_in_a_row_are_all_different() -> None:
    given = replies_to(70, "en", "price", remembered=50)
    assert all(len(set(given[at : at + 50])) == 50 for at in range(21))


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ("a b c d", "a b c d", 1.0),
        ("a b c d", "e f g h", 0.0),
        ("a b c d e", "a b c d f", 1 / 3),
        ("", "a b c d", 0.0),
        ("A, b! c d", "a b c d", 1.0),
    ],
)
def test_overlap_is_shared_runs_over_all_runs(one: str, other: str, share: float) -> None:
    assert overlap(shingles(one), shingles(other)) == pytest.approx(share)


def test_the_core_of_a_reply_is_what_it_says_about_the_matter() -> None:
    text = "Hello,\n\nThank you. We were slow.\n\nWe open at six. Write to a@b.example or so. Bye.\n\nIda"
    assert core(text, ["We open at six."]) == "Thank you. We were slow. Bye."
