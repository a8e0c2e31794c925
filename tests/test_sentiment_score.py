"""What `score` promises of every text: spans that quote, the same answer each time, honest silence, linear time."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import MAX_TEXT, THEMES
from sentiment import score
from sentiment.language import detect

LANGUAGES = ("en", "de", "fr", "da")
PIECES = ["nobody came", "nie wieder", "un cheveu dans la soupe", "kom aldrig", "<script>", "a" * 50]
PIECES += [
    "don't",
    "l'accueil",
    "😡",
    "👍🏽",
    "NOT",
    "SOOOO",
    "n't",
    "'",
    "90",
    "½",
    "٣",
    "²",
    ":(",
    "…",
    "!",
    "but",
    "é",
    "\u202e",
    "🇩🇰",
    "\n",
]
HOSTILE = st.one_of(st.text(max_size=120), st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join))


@settings(max_examples=3000, deadline=None)
@given(HOSTILE, st.sampled_from(LANGUAGES), st.sampled_from([None, 1.0, 3.0, 4.0, 5.0]))
def test_any_text_is_scored_and_its_spans_quote_it(text: str, lang: str, stars: float | None) -> None:
    said = score(text, lang=lang, stars=stars)
    assert said == score(text, lang=lang, stars=stars)
    assert said.sentiment is None or -1 <= said.sentiment <= 1
    assert 0 <= said.severity <= 100
    for reason in said.reasons:
        assert text[reason.start : reason.end] == reason.text
    for hit in said.themes:
        assert 0 <= hit.start < hit.end <= len(text)
        assert hit.theme in THEMES


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "unit",
    ["nobody came and we waited 90 minutes. ", "but not good, ", "replaced at once ", "no ", "a'b-c ", "?!", "é😡"],
)
def test_a_text_twice_as_long_costs_about_twice_as_much(lang: str, unit: str) -> None:
    half = (unit * (8000 // len(unit) + 1))[:8000]
    score(half, lang=lang)  # fills the caches
    score(half + half, lang=lang)
    assert _steps(half + half, lang) <= 2.2 * _steps(half, lang) + 200


def _steps(text: str, lang: str) -> int:
    """Lines of Python run: the same on every machine, however busy."""
    count = 0

    def on_step(frame: FrameType, event: str, arg: object) -> Callable[..., Any]:
        nonlocal count
        count += event == "line"
        return on_step

    before = sys.gettrace()
    sys.settrace(on_step)
    try:
        score(text, lang=lang)
    finally:
        sys.settrace(before)
    return count


def test_no_more_than_the_cap_is_read() -> None:
    assert score("good " * 4000 + "food poisoning", lang="en").safety is False
    assert len("good " * 4000) == MAX_TEXT


def test_a_language_without_a_pack_is_not_assessed_but_its_stars_still_flag() -> None:
    said = score("Çok kötü bir yer, bir daha gelmem ama çay güzel ve ucuz değil", stars=1)
    assert (said.lang, said.sentiment, said.label, said.why_not) == ("tr", None, None, "not_assessed")
    assert (said.flagged, said.level) == (True, "act")
    assert [reason.why for reason in said.reasons] == ["stars"]


def test_a_text_without_an_opinion_says_so() -> None:
    said = score("The shop is on the corner and opens at nine.", lang="en")
    assert (said.label, said.why_not, said.flagged) == (None, "no_opinion_words", False)


@pytest.mark.parametrize("text", ["", "   ", "!!!", "\n"])
def test_an_empty_text_is_no_error(text: str) -> None:
    assert score(text, lang="de").label is None


@pytest.mark.parametrize("stars", [1.0, 2.0])
def test_praise_never_lowers_a_low_rating(stars: float) -> None:
    said = score("Wonderful, perfect, lovely!", stars=stars, lang="en")
    assert (said.flagged, said.level) == (True, "act")


@pytest.mark.parametrize(
    ("stars", "text", "level"),
    [
        (3.0, "Fine.", "watch"),
        (3.0, "I had an allergic reaction.", "act"),
        (4.0, "Tasty food, friendly staff and a lovely terrace, but we waited an hour.", "watch"),
        (4.0, "Lovely food and kind staff.", None),
        (5.0, "Perfect evening!", None),
        (5.0, "Great place, but my wife got food poisoning.", "act"),
        (5.0, "Horrible, rude, dirty. Never again.", "act"),
        (None, "Horrible, rude, dirty.", "act"),
        (None, "Lovely.", None),
    ],
)
def test_the_level_follows_stars_text_and_safety(stars: float | None, text: str, level: str | None) -> None:
    assert score(text, stars=stars, lang="en").level == level


def test_severity_sorts_safety_above_fraud_above_a_slow_kitchen() -> None:
    texts = ["The kitchen was slow.", "They charged me twice and never called back. Fraud!", "Food poisoning."]
    slow, fraud, safety = (score(text, stars=2, lang="en").severity for text in texts)
    assert slow < fraud <= safety


@pytest.mark.parametrize(
    ("lang", "text", "quoted"),
    [
        ("de", "Das Zimmer gefällt mir nicht.", "gefällt mir nicht"),
        ("fr", "Nous ne reviendrons pas.", "ne reviendrons pas"),
        ("en", "The staff were not at all friendly.", "not at all friendly"),
        ("da", "Personalet var ikke venligt.", "ikke venligt"),
    ],
)
def test_what_is_underlined_holds_its_negation(lang: str, text: str, quoted: str) -> None:
    assert quoted in " | ".join(reason.text for reason in score(text, lang=lang).reasons)


def test_only_the_trouble_that_was_solved_is_over() -> None:
    solved = "The soup was cold, but it was replaced at once."
    assert score(solved, lang="en").flagged is False
    other = "The waiter was rude to my mother. He shouted at us. Then he left. We waited. " + solved
    assert score(other, lang="en").flagged is True
    assert score(solved + " They still charged us twice.", lang="en").flagged is True


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "We waited an hour for the soup."),
        ("fr", "Nous avons attendu une heure pour la soupe."),
        ("de", "Wir haben eine Stunde auf die Suppe gewartet."),
        ("da", "Vi ventede en time på suppen."),
    ],
)
def test_food_that_is_only_named_is_no_complaint_about_taste(lang: str, text: str) -> None:
    themes = {hit.theme for hit in score(text, lang=lang).themes}
    assert "waiting" in themes
    assert "taste" not in themes


@pytest.mark.parametrize("text", ["It was very safe.", "SAFE and sound in the street."])
def test_a_word_that_says_nothing_stays_silent_when_it_is_raised(text: str) -> None:
    assert score(text, lang="en").label != "neg"


def test_staff_are_known_by_the_names_of_the_business() -> None:
    said = score("Jonas was wonderful. The soup was cold.", lang="en", names=["Jonas"])
    assert [(hit.theme, hit.polarity) for hit in said.themes if hit.theme == "staff"] == [("staff", "pos")]


@pytest.mark.parametrize(
    ("text", "declared", "business", "expected"),
    [
        ("Das Essen war leider kalt und wir mussten sehr lange warten.", None, (), "de"),
        ("Das Essen war leider kalt und wir mussten sehr lange warten.", "en", ("en", "de"), "de"),
        ("Maden var god, men vi ventede alt for længe på den.", None, ("da", "de", "en"), "da"),
        ("Le repas était froid et nous avons attendu une heure.", "fr", (), "fr"),
        ("Top!", "de", ("de", "en"), "de"),
        ("👍👍", "da", ("da",), "da"),
        ("Der var et hår i suppen.", "da", (), "da"),
        ("Maden kom kold på bordet", "de", ("de", "da"), "da"),  # CLD2 takes it for Danish or Norwegian
        ("Essen kalt, Kellner weg", "de-AT", (), "de"),
        ("Trop cher", None, ("fr", "en"), "fr"),
        ("Obsługa bardzo miła, jedzenie smaczne, ceny przystępne, polecam wszystkim znajomym!", "de", ("de",), "pl"),
        ("\x00\ud800 \uffff a", "da", ("da", "en"), "da"),
    ],
)
def test_the_language_is_seen_or_falls_back_to_what_was_declared(
    text: str, declared: str | None, business: tuple[str, ...], expected: str
) -> None:
    assert detect(text, business, declared) == expected
