"""Is it worth learning from a business's own reviews? Only where it beats the packs on the newest ones. Pure.

The reviews are taken in order of time: each part of the newer half is judged by a model of all that came before it, as
it will be in use. It refuses to know stores and files.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise

from model import InputError
from sentiment.flags import NEGATIVE
from sentiment.learned import Example, Learned, train

LEAST, LEAST_NEGATIVE = 100, 20  # reviews with stars before there is anything to learn
NEWEST = 5000  # older ones are not looked at
_PARTS = (0.5, 0.625, 0.75, 0.875, 1.0)
_TRIED = 10  # negatives among the judged, else the comparison means nothing
_BETTER = 0.005  # F1

Prf = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What learning came to: figures on the newest reviews (precision, recall, F1 of "negative"), by the packs and
    learned; `model` where that won, None where the packs are as good or there is too little."""

    reviews: int
    negatives: int
    judged: int = 0
    packs: Prf | None = None
    learned: Prf | None = None
    model: Learned | None = None

    @property
    def enough(self) -> bool:
        return self.packs is not None


def learn(examples: Sequence[Example], advance: Callable[[], object] = lambda: None) -> Lesson:
    """`examples` oldest first; `advance` is called `STEPS` times at most."""
    examples = examples[-NEWEST:]
    negatives = sum(example.negative for example in examples)
    if len(examples) < LEAST or negatives < LEAST_NEGATIVE:
        return Lesson(len(examples), negatives)
    truth: list[bool] = []
    packs: list[bool] = []
    ours: list[bool] = []
    for begin, end in pairwise(int(part * len(examples)) for part in _PARTS):
        model = train(examples[:begin], advance)
        part = examples[begin:end]
        truth += (example.negative for example in part)
        packs += (example.compound <= NEGATIVE for example in part)
        ours += (model.compound(example.text, example.compound) <= NEGATIVE for example in part)
    before, after = prf(truth, packs), prf(truth, ours)
    wins = sum(truth) >= _TRIED and after[2] > before[2] + _BETTER
    model_now = train(examples, advance) if wins else None
    return Lesson(len(examples), negatives, len(truth), before, after, model_now)


STEPS = 6 * len(_PARTS)


def prf(truth: Sequence[bool], said: Sequence[bool]) -> Prf:
    """Precision, recall, F1."""
    hits = sum(t and s for t, s in zip(truth, said, strict=True))
    precision, recall = hits / max(1, sum(said)), hits / max(1, sum(truth))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def to_json(model: Learned) -> str:
    return json.dumps(asdict(model), ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Learned:
    """InputError where it was not written by `to_json`."""
    try:
        held = json.loads(text)
        return Learned({str(k): float(v) for k, v in held["words"].items()}, held["bias"], held["prior"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"what was learned cannot be read, run learn again: {error}") from error
