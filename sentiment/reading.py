"""What the engine hands over: hits in a text, and the text they were found in. Facts only, no rules."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from sentiment.tokens import Info


@dataclass(slots=True)
class Hit:
    """Words that say something: tokens `first..last`, code points `start:end`. `value` is its contribution."""

    first: int
    last: int
    value: float
    themes: tuple[str, ...] = ()
    tags: frozenset[str] = frozenset()
    pattern: str = ""
    emoji: bool = False
    changed: tuple[str, ...] = ()  # words and rules that changed it
    sentence: int = 0
    start: int = 0
    end: int = 0


@dataclass(slots=True)
class Reading:
    """What a text says in one language. Sums are over hits; `clauses` are parts of sentences between contrasts."""

    infos: Sequence[Info]
    ends: Sequence[int]
    spans: Sequence[tuple[int, int]]
    hits: list[Hit]
    firsts: Sequence[int] = ()  # of each hit, its first token
    contrasts: Sequence[int] = ()
    compound: float = 0.0
    worst: float = 0.0  # the worst clause's sum
    topics: Sequence[int] = field(default_factory=tuple)  # tokens that name a topic

    def sentence_of(self, token: int) -> int:
        return bisect_left(self.ends, token)

    def clause_of(self, token: int) -> tuple[int, int]:
        return self.sentence_of(token), bisect_left(self.contrasts, token + 1)
