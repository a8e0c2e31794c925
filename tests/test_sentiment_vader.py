"""The fast engine says what vaderSentiment says, to the last digit."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vaderSentiment import vaderSentiment as reference

from sentiment.vader import fast_vader

ANALYZER = reference.SentimentIntensityAnalyzer()
SPICE = [
    "but",
    "BUT",
    "so",
    "this",
    "doubt",
    "without",
    "never",
    "least",
    "at",
    "very",
    "no",
    "or",
    "nor",
    "kind",
    "of",
    "the",
    "shit",
    "bomb",
    "bad",
    "ass",
    "to",
    "die",
    "for",
    "?",
    "!!",
    "GOOD!",
    "😂",
    "😡",
    "table",
    "a",
]
WORDS = st.sampled_from([*sorted(ANALYZER.lexicon)[::9], *reference.BOOSTER_DICT, *reference.NEGATE, *SPICE])
SHOUTED = st.builds(lambda word, shout: word.upper() if shout else word, WORDS, st.booleans())


@settings(max_examples=300, deadline=None)
@given(st.lists(SHOUTED, max_size=16).map(" ".join))
def test_scores_of_words_that_matter_equal_the_reference(text: str) -> None:
    assert fast_vader().polarity_scores(text) == ANALYZER.polarity_scores(text)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80))
def test_scores_of_any_text_equal_the_reference(text: str) -> None:
    assert fast_vader().polarity_scores(text) == ANALYZER.polarity_scores(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "   ", "!!!", "no", "kind of good", "very least good", "good but good but good", "no no good"),
        *("this is the shit", "without a doubt good", "never so good", "😂😂 good 😡", "❤️ x"),
        "The food isn't half bad, BUT it COSTS!",
    ],
)
def test_odd_corners_equal_the_reference(text: str) -> None:
    assert fast_vader().polarity_scores(text) == ANALYZER.polarity_scores(text)
