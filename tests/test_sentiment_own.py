"""A business's own words win over the pack, hold in every language, and cannot run away."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from config import OwnWords
from sentiment import Own, score
from sentiment.stage import names_of, own_of
from tests.config_factories import a_business


def own(**words: Any) -> Own:
    return own_of(OwnWords.model_validate(words))


@pytest.mark.parametrize("lang", ["en", "de", "fr", "da"])
def test_own_words_are_read_in_every_language(lang: str) -> None:
    text = "Zzorb, blanket espresso, zzorb."
    assert not score(text, lang=lang).flagged
    said = score(text, lang=lang, own=own(bad=["blanket espresso"]))
    assert [reason.text for reason in said.reasons] == ["blanket espresso"]
    assert said.flagged


def test_what_looks_bad_and_means_nothing_is_left_alone() -> None:
    text = "We had the killer disaster wings."
    assert score(text, lang="en").flagged
    assert not score(text, lang="en", own=own(nothing=["killer disaster wing*"])).flagged


def test_praise_of_ones_own_counts_and_a_no_turns_a_complaint() -> None:
    words = own(good=["like grandma's"], bad=["burnt crust*"])
    assert (score("Tastes like grandma’s.", lang="en", own=words).sentiment or 0) > 0
    assert not score("There were no burnt crusts.", lang="en", own=words).flagged


def test_a_danger_of_the_trade_is_told_as_safety() -> None:
    said = score("There was peanut in the salad.", lang="en", own=own(danger=["peanut/nut in"]))
    assert said.safety
    assert said.level == "act"


def test_a_word_can_name_a_theme() -> None:
    said = score("Tablefinder was terrible.", lang="en", own=own(themes={"booking": ["tablefinder"]}))
    assert ("booking", "neg") in {(hit.theme, hit.polarity) for hit in said.themes}


def test_staff_are_known_by_full_name_first_name_and_as_written() -> None:
    business = a_business(words=OwnWords(staff=("Poul",)))
    names = names_of(business)
    assert {"Ida", "Jonas", "Poul"} <= set(names)
    said = score("Poul was wonderful.", lang="en", names=names)
    assert ("staff", "pos") in {(hit.theme, hit.polarity) for hit in said.themes}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"bad": ["(a+)+$"]}, "cannot be read"),
        ({"bad": [".. .."]}, "cannot be read"),
        ({"bad": ["a*"]}, "nearly everywhere"),
        ({"danger": ["one two three four five six seven"]}, "up to six words"),
        ({"themes": {"wating": ["queue"]}}, "did you mean"),
        ({"themes": {"waiting": ["long queue"]}}, "one word"),
        ({"worse": ["x"]}, "worse"),
    ],
)
def test_words_that_cannot_be_used_are_named_with_the_way_out(words: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        OwnWords.model_validate(words)


def test_two_hundred_own_words_cost_no_more_than_the_text_is_long() -> None:
    words = own(bad=[f"word{n}* thing" for n in range(200)])
    assert not score("word nothing thing " * 400, lang="en", own=words).safety
