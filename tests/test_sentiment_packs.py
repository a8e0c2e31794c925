"""Each pack's own sentences: what must be flagged, what must not, which themes must be seen. Sentences are invented."""

from __future__ import annotations

import pytest

from config.base import ASSESSED
from model import THEMES
from sentiment import score
from sentiment.pack import languages, load_pack
from sentiment.packfiles import PACKS, lines_of

CASES = [
    pytest.param(lang, head, text, id=f"{lang}: {text[:50]}")
    for lang in sorted(languages())
    for head, text in lines_of(PACKS / lang / "sentences.txt")
]


@pytest.mark.parametrize(("lang", "expected", "text"), CASES)
def test_a_pack_reads_its_own_sentences(lang: str, expected: str, text: str) -> None:
    said = score(text, lang=lang)
    verdict, *themes = expected.split()
    assert said.flagged is (verdict == "flag"), said
    seen = {hit.theme + {"neg": "-", "pos": "+", "neu": "="}[hit.polarity] for hit in said.themes}
    for theme in themes:
        assert (said.safety is (theme == "safety")) if theme.endswith("safety") else theme in seen, said


@pytest.mark.parametrize("lang", sorted(languages()))
def test_a_pack_has_at_least_thirty_sentences_and_both_verdicts(lang: str) -> None:
    heads = [head.split()[0] for head, _ in lines_of(PACKS / lang / "sentences.txt")]
    assert len(heads) >= 30
    assert set(heads) == {"flag", "fine"}


def test_check_knows_which_languages_are_assessed() -> None:
    assert ASSESSED - {"nb", "nn"} == languages()  # Norwegian by its other names


@pytest.mark.parametrize("lang", sorted(languages()))
def test_every_theme_has_words_in_every_pack(lang: str) -> None:
    pack = load_pack(lang)
    named = {theme for pattern in pack.patterns for theme in pattern.themes}
    named |= {theme for head in pack.words.values() for theme in head.themes}
    named |= {theme for themes in pack.topics.values() for theme in themes}
    assert set(THEMES) - named == {"staff"}  # staff are known by the names the business gives
