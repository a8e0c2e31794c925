"""VADER's four numbers, several times faster; the reference for English and for every benchmark.

Lexicon, boosters, negations and constants are read from the installed vaderSentiment, nothing is copied. Its oddities
(the "but" pass that edits the first equal value, idioms looked for only from the fourth word on) are kept on purpose.
Why it is faster: facts of a word are looked up once and cached, the text is lower-cased once, and emoji are replaced
only where there are some. It refuses to know other languages: `engine` and its packs do those.
"""

from __future__ import annotations

import math
import re
import string
from functools import lru_cache
from typing import NamedTuple

from vaderSentiment import vaderSentiment as reference

_BOOST: dict[str, float] = reference.BOOSTER_DICT
_IDIOMS: dict[str, float] = reference.SPECIAL_CASES
_NEGATE = frozenset(reference.NEGATE)
_CAPS: float = reference.C_INCR
_FLIP: float = reference.N_SCALAR
_FADE = (1.0, 0.95, 0.9)  # a booster counts less the further away it stands
_CACHE = 100_000


class _Word(NamedTuple):
    hit: bool
    low: str
    value: float | None
    boost: float | None
    negates: bool
    shouted: bool


class _Words(dict[str, _Word]):
    """Surface token -> its facts, worked out at first sight."""

    def __init__(self, lexicon: dict[str, float]) -> None:
        super().__init__()
        self.lexicon = lexicon

    def __missing__(self, token: str) -> _Word:
        stripped = token.strip(string.punctuation)
        kept = token if len(stripped) <= 2 else stripped
        low = kept.lower()
        value, boost = self.lexicon.get(low), _BOOST.get(low)
        negates = low in _NEGATE or "n't" in low
        word = _Word(value is not None and boost is None, low, value, boost, negates, kept.isupper())
        if len(self) >= _CACHE:
            self.clear()
        self[token] = word
        return word


class FastVader:
    """`polarity_scores(text)` equals SentimentIntensityAnalyzer's, to the last digit."""

    def __init__(self) -> None:
        analyzer = reference.SentimentIntensityAnalyzer()
        self.lexicon: dict[str, float] = analyzer.lexicon
        self._emoji: dict[str, str] = {char: said for char, said in analyzer.emojis.items() if len(char) == 1}
        low = "".join(char for char in self._emoji if ord(char) < 0x2122)
        self._maybe_emoji = re.compile(f"[{re.escape(low)}\u2122-\U0010ffff]")
        self._words = _Words(self.lexicon)

    def polarity_scores(self, text: str) -> dict[str, float]:
        """`neg`, `neu`, `pos` (shares, 3 digits) and `compound` (-1 to 1, 4 digits) of an English text."""
        if not text.isascii() and self._maybe_emoji.search(text):
            text = self._spell_emoji(text)
        text = text.strip()
        words = [self._words[token] for token in text.split()]
        if not words:
            return {"neg": 0.0, "neu": 0.0, "pos": 0.0, "compound": 0.0}
        hits = _valences(words, self.lexicon)
        return _sum_up(_weigh_but(words, hits), len(words), _punctuation(text))

    def _spell_emoji(self, text: str) -> str:
        said: list[str] = []
        after_space = True
        for char in text:
            name = self._emoji.get(char)
            if name is not None:
                said.append(name if after_space else " " + name)
                after_space = False
            else:
                said.append(char)
                after_space = char == " "
        return "".join(said)


@lru_cache(maxsize=1)
def fast_vader() -> FastVader:
    """The one instance a process needs."""
    return FastVader()


def _valences(words: list[_Word], lexicon: dict[str, float]) -> list[tuple[int, float]]:
    at = [i for i, word in enumerate(words) if word.hit]
    if not at:
        return []
    shouted = sum(word.shouted for word in words)
    mixed = 0 < shouted < len(words)
    values = ((i, _valence(words, i, mixed, lexicon)) for i in at if not _is_kind_of(words, i))
    return [(i, value) for i, value in values if value != 0]


def _is_kind_of(words: list[_Word], i: int) -> bool:
    return words[i].low == "kind" and i + 1 < len(words) and words[i + 1].low == "of"


def _valence(words: list[_Word], i: int, mixed: bool, lexicon: dict[str, float]) -> float:
    word = words[i]
    base = word.value or 0.0
    before = [words[i - k] if i >= k else None for k in (1, 2, 3)]
    value = _after_no(words, i, base, before, lexicon)
    if word.shouted and mixed:
        value += _CAPS if value > 0 else -_CAPS
    for k, near in enumerate(before):
        if near is None:
            break
        if near.value is not None:
            continue
        value += _boost(near, value, mixed) * _FADE[k] if near.boost else 0.0
        value = _negated(value, before, k)
        if k == 2:
            value = _idiom(value, words, i)
    return _after_least(value, before)


def _after_no(words: list[_Word], i: int, base: float, before: list[_Word | None], lexicon: dict[str, float]) -> float:
    one, two, three = before
    value = base
    if words[i].low == "no" and i + 1 < len(words) and words[i + 1].low in lexicon:
        value = 0.0
    if (one and one.low == "no") or (two and two.low == "no"):
        return base * _FLIP
    if three and three.low == "no" and one and one.low in ("or", "nor"):
        return base * _FLIP
    return value


def _boost(near: _Word, value: float, mixed: bool) -> float:
    boost = near.boost or 0.0
    if value < 0:
        boost = -boost
    if near.shouted and mixed:
        boost += _CAPS if value > 0 else -_CAPS
    return boost


def _negated(value: float, before: list[_Word | None], k: int) -> float:
    low = [word.low if word else "" for word in before]
    if k == 1 and low[1] == "never" and low[0] in ("so", "this"):
        return value * 1.25
    if k == 2 and ((low[2] == "never" and low[1] in ("so", "this")) or low[0] in ("so", "this")):
        return value * 1.25
    if k >= 1 and low[k] == "without" and "doubt" in low[:k]:
        return value
    near = before[k]
    return value * _FLIP if near and near.negates else value


def _idiom(value: float, words: list[_Word], i: int) -> float:
    a, b, c, d = (word.low for word in words[i - 3 : i + 1])
    two_one, three, three_two = f"{b} {c}", f"{a} {b} {c}", f"{a} {b}"
    for idiom in (f"{c} {d}", f"{two_one} {d}", two_one, three, three_two):
        if idiom in _IDIOMS:
            value = _IDIOMS[idiom]
            break
    ahead = [word.low for word in words[i + 1 : i + 3]]
    for k in range(1, len(ahead) + 1):
        value = _IDIOMS.get(" ".join([d, *ahead[:k]]), value)
    return value + sum(_BOOST.get(gram, 0.0) for gram in (three, three_two, two_one))


def _after_least(value: float, before: list[_Word | None]) -> float:
    one, two, _ = before
    if one and one.low == "least" and one.value is None and (two is None or two.low not in ("at", "very")):
        return value * _FLIP
    return value


def _weigh_but(words: list[_Word], hits: list[tuple[int, float]]) -> list[float]:
    values = [value for _, value in hits]
    but = next((i for i, word in enumerate(words) if word.low == "but"), None)
    if but is None:
        return values
    for k in range(len(values)):
        first_equal = values.index(values[k])
        at = hits[first_equal][0]
        if at != but:
            values[first_equal] *= 0.5 if at < but else 1.5
    return values


def _punctuation(text: str) -> float:
    questions = text.count("?")
    asked = 0.0 if questions <= 1 else questions * 0.18 if questions <= 3 else 0.96
    return min(text.count("!"), 4) * 0.292 + asked


def _sum_up(values: list[float], words: int, emphasis: float) -> dict[str, float]:
    total = float(sum(values))
    total += emphasis if total > 0 else -emphasis if total < 0 else 0.0
    compound = max(-1.0, min(1.0, total / math.sqrt(total * total + 15)))
    good = sum(value + 1 for value in values if value > 0)
    bad = sum(value - 1 for value in values if value < 0)
    neutral = words - len(values)
    if good > abs(bad):
        good += emphasis
    elif good < abs(bad):
        bad -= emphasis
    whole = good + abs(bad) + neutral
    return {
        "neg": round(abs(bad / whole), 3),
        "neu": round(abs(neutral / whole), 3),
        "pos": round(abs(good / whole), 3),
        "compound": round(compound, 4),
    }
