"""Which language a text is written in, or that we are not sure.

First its small words are counted, which is quick and sure for all but short texts; only where they do not decide,
py3langid is asked about the candidates. It refuses to guess: below 0.7 the declared language stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from copy import copy
from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from sentiment.packfiles import PACKS, read_sets

SURE = 0.7
_SAMPLE = 300  # code points that are looked at
_CLEAR, _STRANGE = 3, 6  # small words that decide for a candidate, and for a language nobody named
_LETTERS = re.compile(r"[^\W\d_]+")


def detect(text: str, candidates: Sequence[str] = (), declared: str | None = None) -> str | None:
    """The ISO 639 code of `text`, `declared` where it is too short to tell, None where nothing is sure.

    `candidates` are the languages of the source and the business, the likeliest first; () stands for all we know.
    """
    words = _LETTERS.findall(text[:_SAMPLE].lower())
    if not words:
        return declared
    named = tuple(dict.fromkeys([*([declared] if declared else []), *candidates]))
    votes = _votes(words)
    winner = _clear_winner(votes, named)
    if winner is not None:
        return winner
    likely = named or known()
    if len(likely) == 1 and votes.get(likely[0], 0) > 0:
        return likely[0]
    lang, sure = _ask(text[:_SAMPLE], tuple(sorted(likely if len(likely) > 1 else known())))
    return lang if sure >= SURE else declared or (named[0] if named else None)


@lru_cache(maxsize=1)
def known() -> tuple[str, ...]:
    """Languages whose small words we know, with or without a pack."""
    return tuple(sorted(_small_words()))


@lru_cache(maxsize=1)
def _small_words() -> dict[str, frozenset[str]]:
    return {lang: frozenset(words) for lang, words in read_sets(PACKS / "function.txt").items()}


@lru_cache(maxsize=1)
def _speakers() -> dict[str, tuple[str, ...]]:
    speakers: dict[str, list[str]] = {}
    for lang, words in sorted(_small_words().items()):
        for word in words:
            speakers.setdefault(word, []).append(lang)
    return {word: tuple(langs) for word, langs in speakers.items()}


def _votes(words: Iterable[str]) -> dict[str, float]:
    speakers = _speakers()
    votes: dict[str, float] = {}
    for word in words:
        for lang in speakers.get(word, ()):
            votes[lang] = votes.get(lang, 0) + 1
    return votes


def _clear_winner(votes: dict[str, float], named: Sequence[str]) -> str | None:
    """A language with clearly more small words than every other; more are asked of one that nobody named."""
    if not votes:
        return None
    best, second = [*sorted(votes, key=lambda lang: (-votes[lang], lang)), ""][:2]
    among = {lang: votes.get(lang, 0) for lang in named}
    if best not in among and votes[best] < max(_STRANGE, 2.0 * max(among.values(), default=0) + 1):
        return _clear_winner({k: v for k, v in among.items() if v}, named) if among else _clear(votes, best, second)
    return _clear(votes, best, second)


def _clear(votes: dict[str, float], best: str, second: str) -> str | None:
    enough = votes[best] >= _CLEAR and votes[best] >= 1.5 * votes.get(second, 0)
    return best if enough else None


@lru_cache(maxsize=1)
def _model() -> LanguageIdentifier:
    """Loaded once, a second of work; the restricted identifiers share its tables."""
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@lru_cache(maxsize=64)
def _identifier(candidates: tuple[str, ...]) -> LanguageIdentifier:
    identifier = copy(_model())
    identifier.set_languages([lang for lang in candidates if lang in identifier.labels] or None)
    return identifier


def _ask(text: str, candidates: tuple[str, ...]) -> tuple[str, float]:
    lang, sure = _identifier(candidates).classify(text)
    return str(lang), float(sure)
