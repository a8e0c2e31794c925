"""What rooms share is named in every language: themes, states, verdicts, reasons, events, causes, roles, warnings."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from model import CAUSES, THEMES, State, Verdict
from replies import CODES
from words import LANGUAGES, speak

FOLDER = Path(__file__).parent.parent / "words"
KEYS = {
    "theme": THEMES,
    "topic": THEMES,
    "state": tuple(State),
    "verdict": tuple(Verdict),
    "why": ("negative", "phrase", "emoji", "fact", "safety", "leaving", "effort", "learned", "theme", "stars"),
    "why:theme": THEMES,
    "why_not": ("not_assessed", "no_opinion_words"),
    "level": ("act", "watch"),
    "event": (
        *("found", "alerted", "taken", "released", "assigned", "noted", "remedy", "drafted", "approved", "answered"),
        *("solved", "reopened", "dismissed", "corrected", "edited", "erased"),
    ),
    "cause": CAUSES,
    "role": ("owner", "staff", "operator"),
    "warn": CODES,
    "kind": ("review", "mention", "complaint", "feedback"),
    "channel": ("in_person", "phone", "mail"),
}
QUOTED = ("negative", "phrase", "emoji", "fact", "safety", "leaving", "effort", "theme")


def catalogue(language: str) -> Catalog:
    with (FOLDER / language / "names.po").open("rb") as file:
        return read_po(file, locale=language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KEYS)
def test_every_key_has_a_name(language: str, kind: str) -> None:
    w = speak(language, "names")
    unnamed = [key for key in KEYS[kind] if w.name(kind, key) in ("", f"{kind}:{key}")]
    assert not unnamed


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["theme", "topic", "state", "verdict", "event", "cause", "role", "kind", "channel"])
def test_two_keys_of_a_kind_never_share_a_name(language: str, kind: str) -> None:
    w = speak(language, "names")
    names = [w.name(kind, key) for key in KEYS[kind]]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_is_left_over(language: str) -> None:
    wanted = {f"{kind}:{key}" for kind, keys in KEYS.items() for key in keys} | {"{n} star"}
    found = {message.id if isinstance(message.id, str) else message.id[0] for message in catalogue(language)}
    assert found - {""} == wanted


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reason_quotes_the_reviewer_as_the_language_quotes(language: str) -> None:
    w = speak(language, "names")
    around = {"en": "“x”", "de": "„x“", "fr": "«\u00a0x\u00a0»", "da": "»x«"}[language]
    for code in (*QUOTED, "theme:waiting"):
        if code != "emoji":
            assert around in w(f"why:{code}", text="x"), code
    assert "x" in w("why:emoji", text="x")


@pytest.mark.parametrize("language", LANGUAGES)
def test_braces_in_a_quoted_review_stay_as_they_are(language: str) -> None:
    assert "{sign} {0}" in speak(language, "names")("why:negative", text="{sign} {0}")


def test_french_counts_no_star_as_one() -> None:
    assert speak("fr", "names").n("{n} star", "{n} stars", 0) == "0\u00a0étoile"
    assert speak("da", "names").n("{n} star", "{n} stars", 0) == "0 stjerner"
    assert speak("de", "names").n("{n} star", "{n} stars", 1) == "1 Stern"
    assert speak("en", "names").n("{n} star", "{n} stars", 2) == "2 stars"
