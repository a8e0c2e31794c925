"""Dangers are found by what they did to somebody here, and the words of danger alone raise no alarm.

The sentences are invented. `harmless` is as much of the claim as `danger`: praise, other people's troubles, plain
complaints and what was only feared.
"""

from __future__ import annotations

import pytest

from sentiment import score
from sentiment.engine import read
from sentiment.pack import languages, load_pack
from sentiment.packfiles import PACKS, TAGS, lines_of, read_head

LANGS = sorted(lang for lang in languages() if (PACKS / lang / "safety_sentences.txt").exists())
SENTENCES = {lang: list(lines_of(PACKS / lang / "safety_sentences.txt")) for lang in LANGS}
CASES = [pytest.param(lang, head, text, id=f"{lang}: {text[:60]}") for lang in LANGS for head, text in SENTENCES[lang]]
GROUPS = [
    pytest.param(lang, {" ".join(part.split()) for part in body.split("|") if part.strip()}, id=f"{lang}: {k} {head}")
    for lang in LANGS
    for k, (head, body) in enumerate(lines_of(PACKS / lang / "safety.txt"))
]
TAKEN_BACK = TAGS & {"neutral", "unreal", "unreal_back"}


@pytest.mark.parametrize(("lang", "verdict", "text"), CASES)
def test_an_alarm_is_raised_over_harm_and_over_nothing_else(lang: str, verdict: str, text: str) -> None:
    said = score(text, lang=lang)
    assert said.safety is (verdict == "danger"), said


@pytest.mark.parametrize(("lang", "verdict", "text"), [case for case in CASES if case.values[1] == "danger"])
def test_whoever_is_alarmed_sees_the_words_that_alarmed(lang: str, verdict: str, text: str) -> None:
    said = score(text, stars=5, lang=lang)
    assert (said.level, verdict) == ("act", "danger")
    assert any(reason.why == "safety" and text[reason.start : reason.end] == reason.text for reason in said.reasons)


@pytest.mark.parametrize(("lang", "patterns"), GROUPS)
def test_every_group_of_dangers_fires_in_a_sentence(lang: str, patterns: set[str]) -> None:
    pack = load_pack(lang)
    assert any(hit.pattern in patterns for _, text in SENTENCES[lang] for hit in read(text, pack).hits)


@pytest.mark.parametrize("lang", LANGS)
def test_a_danger_either_alarms_or_takes_back(lang: str) -> None:
    path = PACKS / lang / "safety.txt"
    for head, _ in lines_of(path):
        said = read_head(head, path)
        assert ("safety" in said.themes and said.weight <= -3) or (said.tags & TAKEN_BACK and not said.weight), head


@pytest.mark.parametrize("lang", LANGS)
def test_dangers_are_tried_on_as_much_that_is_harmless(lang: str) -> None:
    verdicts = [head for head, _ in SENTENCES[lang]]
    assert set(verdicts) == {"danger", "harmless"}
    assert len(verdicts) >= 100
    assert verdicts.count("harmless") * 5 >= len(verdicts) * 2
