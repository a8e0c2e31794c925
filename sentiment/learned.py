"""What a business's own rated reviews teach beyond the word packs: a small logistic model over words and word pairs.

It starts as the bare lexicon, so that few reviews change little, and explains itself by its words. No numpy: a few
thousand weights. It refuses to know files, stores and when it is worth asking (`learning` does).
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

_READ = 3000  # code points of a text
_WORD = re.compile(r"[^\W\d_]{2,}|[!?]{2,}|\d+")
_STEM, _LONG = 5, 6  # longer words also count by their beginning
_SCALE = 3.0
_PRIOR, _BIAS = 4.0, -0.4  # logit of "negative" by the lexicon alone: bias - prior * compound
_EPOCHS, _RATE, _SLOW, _SHRINK = 6, 0.35, 0.05, 2e-4
_SEEN = 2  # reviews a word must stand in
_HEAVIEST = 4.0  # how much a rare kind of review may outweigh the other
_KEPT = 0.02  # weights smaller than this are dropped
_SEED = 7


class Example(NamedTuple):
    """A rated review: its text, what the packs said of it (-1 to 1, 0 for nothing), and was it negative?"""

    text: str
    compound: float
    negative: bool


class Said(NamedTuple):
    """A word or pair of words of a text, and what it adds to the logit of "negative"."""

    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Learned:
    """Weights by feature; `bias` and `prior` say how far the lexicon is followed."""

    words: Mapping[str, float] = field(default_factory=dict)
    bias: float = _BIAS
    prior: float = _PRIOR

    def compound(self, text: str, compound: float) -> float:
        """-1 to 1 as the packs' own: 1 - 2 * p(negative)."""
        found = features(text)
        logit = self.bias - self.prior * compound + sum(map(self._weight, found)) / _root(found)
        return -math.tanh(logit / 2)

    def _weight(self, feature: str) -> float:
        return self.words.get(feature, 0.0)

    def reasons(self, text: str, most: int = 3) -> list[Said]:
        """The words that speak most for "negative", in order of appearance."""
        root = _root(features(text))
        said = []
        for start, end, feature in _places(text):
            weight = self._weight(feature) / root
            if weight > 0:
                said.append(Said(start, end, weight))
        said.sort(key=lambda one: (-one.weight, one.start))
        return sorted(said[:most])


def features(text: str) -> frozenset[str]:
    """Words, neighbouring pairs of them, and beginnings of long words."""
    words = [word.lower() for word in _WORD.findall(text[:_READ])]
    pairs = (f"{one}_{two}" for one, two in pairwise(words))
    stems = (f"^{word[:_STEM]}" for word in words if len(word) > _LONG)
    return frozenset((*words, *pairs, *stems))


def _root(found: Iterable[str]) -> float:
    return math.sqrt(len(frozenset(found)) + 1) / _SCALE


def _places(text: str) -> Iterable[tuple[int, int, str]]:
    """Single words and pairs with their places."""
    matches = list(_WORD.finditer(text[:_READ]))
    for match in matches:
        yield match.start(), match.end(), match.group().lower()
    for one, two in pairwise(matches):
        yield one.start(), two.end(), f"{one.group()}_{two.group()}".lower()


def train(examples: Sequence[Example], advance: Callable[[], object] = lambda: None) -> Learned:
    """A model of `examples`; the same examples give the same model. `advance` is called once an epoch.

    Logistic regression by AdaGrad (Duchi, Hazan, Singer 2011), both kinds of review weighing alike.
    """
    found = [sorted(features(example.text)) for example in examples]
    often = Counter(feature for features_ in found for feature in features_)
    rows = [
        _Row([f for f in features_ if often[f] >= _SEEN], _root(features_), example)
        for features_, example in zip(found, examples, strict=True)
    ]
    fit = _Fit(*_balance(examples))
    order = list(range(len(rows)))
    shuffle = random.Random(_SEED)  # noqa: S311 - no secret: the same order each time
    for _ in range(_EPOCHS):
        shuffle.shuffle(order)
        for at in order:
            fit.learn(rows[at])
        advance()
    words = {feature: round(weight, 4) for feature, weight in sorted(fit.words.items()) if abs(weight) > _KEPT}
    return Learned(words, round(fit.bias, 4), round(fit.prior, 4))


class _Row(NamedTuple):
    features: Sequence[str]
    root: float
    example: Example


def _balance(examples: Sequence[Example]) -> tuple[float, float]:
    """What a negative and another example weigh."""
    negatives = sum(example.negative for example in examples)
    others = len(examples) - negatives
    return min(0.5 * len(examples) / max(1, negatives), _HEAVIEST), 0.5 * len(examples) / max(1, others)


@dataclass
class _Fit:
    """Weights while they are learned, with the squares of their past slopes."""

    heavy: float  # a negative example
    light: float
    bias: float = _BIAS
    prior: float = _PRIOR
    words: dict[str, float] = field(default_factory=dict)
    _squares: dict[str, float] = field(default_factory=dict)
    _of_bias: float = 1.0
    _of_prior: float = 1.0

    def learn(self, row: _Row) -> None:
        features_, root, example = row
        get = self.words.get
        logit = self.bias - self.prior * example.compound + sum(get(f, 0.0) for f in features_) / root
        wrong = (1 + math.tanh(logit / 2)) / 2 - example.negative
        wrong *= self.heavy if example.negative else self.light
        self._of_bias += wrong * wrong
        self.bias -= _SLOW * wrong / math.sqrt(self._of_bias)
        slope = -wrong * example.compound
        self._of_prior += slope * slope
        self.prior -= _SLOW * slope / math.sqrt(self._of_prior)
        self._learn_words(features_, wrong / root)

    def _learn_words(self, features_: Sequence[str], slope: float) -> None:
        words, squares = self.words, self._squares
        for feature in features_:
            weight = words.get(feature, 0.0)
            step = slope + _SHRINK * weight
            squares[feature] = square = squares.get(feature, 0.1) + step * step
            words[feature] = weight - _RATE * step / math.sqrt(square)
