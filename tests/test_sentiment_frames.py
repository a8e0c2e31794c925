"""Frames say how people state a complaint without naming it; each must fire, and none where all is well.

The sentences are invented. Those of `fine` are as much of the claim as those of `flag`.
"""

from __future__ import annotations

import pytest

from sentiment import score
from sentiment.engine import read
from sentiment.pack import languages, load_pack
from sentiment.packfiles import PACKS, lines_of

LANGS = sorted(lang for lang in languages() if (PACKS / lang / "frames.txt").exists())
SENTENCES = {lang: list(lines_of(PACKS / lang / "frames_sentences.txt")) for lang in LANGS}
CASES = [pytest.param(lang, head, text, id=f"{lang}: {text[:60]}") for lang in LANGS for head, text in SENTENCES[lang]]
GROUPS = [
    pytest.param(lang, {" ".join(part.split()) for part in body.split("|") if part.strip()}, id=f"{lang}: {k} {head}")
    for lang in LANGS
    for k, (head, body) in enumerate(lines_of(PACKS / lang / "frames.txt"))
]


@pytest.mark.parametrize(("lang", "expected", "text"), CASES)
def test_frames_read_their_own_sentences(lang: str, expected: str, text: str) -> None:
    said = score(text, lang=lang)
    verdict, *themes = expected.split()
    assert said.flagged is (verdict == "flag"), said
    seen = {hit.theme + {"neg": "-", "pos": "+", "neu": "="}[hit.polarity] for hit in said.themes}
    for theme in themes:
        assert (said.safety is (theme == "safety")) if theme.endswith("safety") else theme in seen, said


@pytest.mark.parametrize(("lang", "patterns"), GROUPS)
def test_every_group_of_frames_fires_in_a_sentence(lang: str, patterns: set[str]) -> None:
    pack = load_pack(lang)
    assert any(hit.pattern in patterns for _, text in SENTENCES[lang] for hit in read(text, pack).hits)


@pytest.mark.parametrize("lang", LANGS)
def test_frames_are_tried_on_as_many_happy_as_unhappy_customers(lang: str) -> None:
    verdicts = [head.split()[0] for head, _ in SENTENCES[lang]]
    assert len(verdicts) >= 60
    assert verdicts.count("fine") * 5 >= len(verdicts) * 2


@pytest.mark.parametrize(
    ("lang", "text"), [(case.values[0], case.values[2]) for case in CASES if case.values[1] == "fine"]
)
def test_no_frame_alarms_over_safety_where_all_is_well(lang: str, text: str) -> None:
    assert not score(text, lang=lang).safety
