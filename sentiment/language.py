"""Which language a text is written in, or that we are not sure.

First its small words are counted, which is quick and sure for all but short texts; only where they do not decide,
CLD2 is asked, and believed where it is sure of a language that was named. It refuses to guess: else the declared
language stands.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain, repeat
from typing import NamedTuple

import pycld2

from sentiment.packfiles import PACKS, read_sets

_SAMPLE, _HEAD = 300, 200  # code points that are looked at; of a longer text its beginning, the rest from its end
_FEW, _SHORT = 2, 25  # blanks between words, code points
_ALSO, _MARKS = 4, 3  # small words that make a second language likely; those of one language only that make it sure
_CLEAR, _STRANGE = 3, 6  # small words that decide for a candidate, and for a language nobody named
_LONG, _WHOLLY = 80, 90  # code points and per cent of them that CLD2 may name a language by that nobody named
_LETTERS = re.compile(r"[^\W\d_]+")
_BLANKS = {code: " " for code in range(128) if not chr(code).isalpha()}
_SAME = {"nb": "no", "nn": "no"}
_HINTS: frozenset[str] = frozenset(code for _, code in pycld2.LANGUAGES)


class Spoken(NamedTuple):
    """The language of a text, and another one that some of its sentences may be written in."""

    lang: str | None
    also: str | None


def detect(text: str, candidates: Sequence[str] = (), declared: str | None = None) -> str | None:
    """The ISO 639 code of `text`, `declared` where it is too short to tell, None where nothing is sure.

    `candidates` are the languages of the source and the business, the likeliest first; () stands for all we know.
    """
    return listen(text, candidates, declared).lang


def listen(text: str, candidates: Sequence[str] = (), declared: str | None = None) -> Spoken:
    """As `detect`, with the second language of a mixed text."""
    declared = _plain(declared) if declared else None
    sample = text if len(text) <= _SAMPLE else f"{text[:_HEAD]} {text[_HEAD - _SAMPLE :]}"
    words = _words(sample.lower())
    if not words:
        return Spoken(declared, None)
    named = tuple(dict.fromkeys([*([declared] if declared else []), *map(_plain, candidates)]))
    votes = _votes(words)
    lang = _clear_winner(votes, named) or _unclear(sample, votes, named, declared)
    return Spoken(lang, _second(words, votes, lang) if lang else None)


def _unclear(sample: str, votes: Mapping[str, float], named: Sequence[str], declared: str | None) -> str | None:
    """Of a few words ("Lunken suppe.") nobody is sure: there the declared language stands."""
    if declared and (len(named) == 1 or sample.count(" ") < _FEW) and len(sample) < _SHORT:
        return declared
    if len(named) == 1 and votes.get(named[0], 0) > 0:
        return named[0]
    return _ask(sample, named if len(named) > 1 else known(), declared) or (named[0] if named else None)


def _second(words: Sequence[str], votes: Mapping[str, float], lang: str) -> str | None:
    """A language with small words that no other one has, where `lang` has some of its own too."""
    likely = [other for other, count in votes.items() if count >= _ALSO and other != lang]
    for other in sorted(likely, key=lambda other: (-votes[other], other)):
        ours, theirs = _own(lang, other)
        if theirs.isdisjoint(words) or ours.isdisjoint(words):
            continue
        if len([word for word in words if word in theirs]) >= _MARKS:
            return other
    return None


@lru_cache(maxsize=256)
def _own(one: str, two: str) -> tuple[frozenset[str], frozenset[str]]:
    """The small words that only one of two languages has."""
    small = _small_words()
    first, second = small.get(one, frozenset()), small.get(two, frozenset())
    return first - second, second - first


def leaning(sentence: str, one: str, two: str) -> str | None:
    """Which of two languages `sentence` is written in, by their small words; None where they do not tell."""
    words = _words(sentence.lower())
    ours, theirs = (sum(word in own for word in words) for own in _own(one, two))
    return one if ours > theirs else two if theirs > ours else None


def _words(low: str) -> list[str]:
    return low.translate(_BLANKS).split() if low.isascii() else _LETTERS.findall(low)


@lru_cache(maxsize=256)
def _plain(code: str) -> str:
    """`de-AT`, `DE` -> `de`: what packs and small words are filed under."""
    low = code.replace("_", "-").partition("-")[0].lower()
    return _SAME.get(low, low)


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


def _votes(words: Iterable[str]) -> Mapping[str, float]:
    return Counter[str](chain.from_iterable(map(_speakers().get, words, repeat(()))))


def _clear_winner(votes: Mapping[str, float], named: Sequence[str]) -> str | None:
    """A language with clearly more small words than every other; more are asked of one that nobody named."""
    if not votes:
        return None
    best, second = [*sorted(votes, key=lambda lang: (-votes[lang], lang)), ""][:2]
    among = {lang: votes.get(lang, 0) for lang in named}
    if best not in among and votes[best] < max(_STRANGE, 2.0 * max(among.values(), default=0) + 1):
        return _clear_winner({k: v for k, v in among.items() if v}, named) if among else _clear(votes, best, second)
    return _clear(votes, best, second)


def _clear(votes: Mapping[str, float], best: str, second: str) -> str | None:
    enough = votes[best] >= _CLEAR and votes[best] >= 1.5 * votes.get(second, 0)
    return best if enough else None


def _ask(text: str, likely: Sequence[str], hint: str | None) -> str | None:
    """The first of CLD2's answers that is among `likely`, None where it is not sure of one."""
    try:
        sure, _, answers = pycld2.detect(
            text.encode("utf-8", "ignore"),
            isPlainText=True,
            bestEffort=True,
            hintLanguage=hint if hint in _HINTS else None,
        )
    except pycld2.error:  # bytes that CLD2 does not take for text
        return None
    if not sure:
        return None
    codes = [_plain(code) for _, code, _, _ in answers]
    if "da" in likely and "no" not in likely:  # short Danish often passes for Norwegian
        codes = ["da" if code == "no" else code for code in codes]
    if answers[0][2] >= _WHOLLY and len(text) >= _LONG:
        return codes[0]
    return next((code for code in codes if code in likely), None)
