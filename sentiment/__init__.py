"""What a review says: language, score, themes, safety, flag; each with the words that made it.

`score` is pure and deterministic; only `sentiment.stage` knows store and config. Times, sources and people are none of
its business. A text in a language without a pack is "not assessed", never 0.0.
"""

from __future__ import annotations

from collections.abc import Sequence

from model import MAX_TEXT, InputError, ScoringError, Sentiment, ThemeHit
from sentiment.engine import read
from sentiment.flags import DEFAULT, Cuts, FlagRules, label_of, level_of, reasons_of, severity_of
from sentiment.heed import heed
from sentiment.language import Spoken, listen
from sentiment.learned import Learned
from sentiment.mixed import passages, read_mixed
from sentiment.own import NONE, Own, pack_with
from sentiment.pack import languages as packs
from sentiment.reading import Reading
from sentiment.themes import themes_of

__all__ = ["DEFAULT", "FlagRules", "Learned", "Own", "packs", "score"]


def score(
    text: str,
    *,
    stars: float | None = None,
    lang: str | None = None,
    languages: Sequence[str] = (),
    names: Sequence[str] = (),
    rules: Cuts = DEFAULT,
    own: Own = NONE,
    learned: Learned | None = None,
) -> Sentiment:
    """What `text` says and whether a person must look at it.

    `stars` 1 to 5 or None; `lang` as declared by the source, `languages` those of the business (what short texts fall
    back to); `names` of staff; `own` words of the business; what was `learned` from its rated reviews. `sentiment` is
    -1 to 1 from the text alone, None with `why_not` where there is nothing to say; spans are code points of `text`, of
    which the first `MAX_TEXT` are read. ScoringError where a word pack cannot be read.
    """
    text = text[:MAX_TEXT]
    spoken = listen(text, languages, lang)
    reading, themes = _read(text, spoken, names, own)
    if reading is not None and learned is not None:
        heed(reading, text, learned)
    safety = any(hit.theme == "safety" and hit.polarity == "neg" for hit in themes)
    level = level_of(stars, reading, safety, rules)
    assessed = reading is not None and any(hit.value for hit in reading.hits)
    compound = round(reading.compound, 4) if reading and assessed else None
    return Sentiment(
        lang=spoken.lang,
        sentiment=compound,
        label=None if compound is None else label_of(compound),
        why_not=None if assessed else "not_assessed" if reading is None else "no_opinion_words",
        flagged=level is not None,
        level=level,
        severity=severity_of(stars, reading, safety) if level else 0,
        themes=themes,
        reasons=reasons_of(text, stars, reading, themes, rules) if level else (),
    )


def _read(text: str, spoken: Spoken, names: Sequence[str], own: Own) -> tuple[Reading | None, tuple[ThemeHit, ...]]:
    lang, also = spoken
    if lang is None or lang not in packs():
        return None, ()
    try:
        if also in packs() and len(parts := passages(text, lang, also)) > 1:
            return read_mixed(text, parts, names, own)
        reading = read(text, pack_with(lang, own))
    except InputError as error:
        raise ScoringError(f"the word pack cannot be read, correct it and try again: {error}") from error
    return reading, themes_of(reading, text, names)
