"""Texts in two languages are read sentence by sentence; those in one never are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sentiment import score
from sentiment.language import listen
from sentiment.mixed import passages

GERMAN = "Leider war das Essen kalt und wir haben lange gewartet. "
ENGLISH = "The waiter was very friendly and he was so nice to us. "
FRENCH = "Très bon accueil et la chambre est propre. "
DANISH = "Maden var god og vi var glade for det hele. "


@pytest.mark.parametrize(
    ("text", "langs"),
    [
        (GERMAN + ENGLISH, ["de", "en"]),
        (ENGLISH + GERMAN, ["en", "de"]),
        (FRENCH + ENGLISH + FRENCH, ["fr", "en", "fr"]),
        (DANISH + "But the toilet was dirty and there was no soap for us.", ["da", "en"]),
    ],
)
def test_sentences_of_two_languages_are_told_apart(text: str, langs: list[str]) -> None:
    lang, also = listen(text)
    assert lang is not None
    assert also is not None
    found = passages(text, lang, also)
    assert [passage.lang for passage in found] == langs
    assert "".join(text[passage.start : passage.end] for passage in found) == text


@pytest.mark.parametrize("text", [GERMAN * 3, ENGLISH * 3, FRENCH * 3, DANISH * 3, ENGLISH + "Merci beaucoup!"])
def test_a_text_in_one_language_is_one(text: str) -> None:
    assert listen(text).also is None


def test_a_complaint_in_the_second_language_is_found_and_quoted() -> None:
    text = ENGLISH * 2 + GERMAN
    said = score(text, languages=("en", "de"))
    assert "waiting" in {hit.theme for hit in said.themes if hit.polarity == "neg"}
    assert any("gewartet" in reason.text for reason in said.reasons)
    for reason in said.reasons:
        assert text[reason.start : reason.end] == reason.text


@settings(deadline=None)
@given(st.lists(st.sampled_from([GERMAN, ENGLISH, FRENCH, DANISH, "Ok. ", "😡 ", "... "]), max_size=8))
def test_spans_of_a_mixed_text_quote_it(parts: list[str]) -> None:
    text = "".join(parts)
    for reason in score(text).reasons:
        assert text[reason.start : reason.end] == reason.text
