"""What the engine hands over: hits in a text, and the text they were found in. Facts only, no rules."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from operator import itemgetter

from sentiment.tokens import Info, Piece

_SIZE = itemgetter(2)  # quicker than by name, and asked for every word


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
    learned: bool = False  # from the business's own reviews
    changed: tuple[str, ...] = ()  # words and rules that changed it
    turn: int | None = None  # the token that negates it
    sentence: int = 0
    clause: int = 0  # counted by the contrasts before it; with `sentence` it says which
    start: int = 0
    end: int = 0


class Spans:
    """Where each token begins and ends in the text; worked out when asked, as few are."""

    __slots__ = ("_begins", "_pieces", "_tokens")

    def __init__(self, parts: Sequence[str], pieces: Sequence[Piece]) -> None:
        self._pieces = pieces
        self._begins = list(accumulate(map(len, parts), initial=0))
        self._tokens = list(accumulate(map(_SIZE, pieces)))

    def __getitem__(self, token: int) -> tuple[int, int]:
        k = bisect_right(self._tokens, token)
        start, end = self._pieces[k].spans[token - (self._tokens[k - 1] if k else 0)]
        begin = self._begins[k] + k  # k blanks stand between the parts
        return begin + start, begin + end

    def token_at(self, place: int) -> int:
        """The first token that begins at or after `place`."""
        return bisect_left(range(self._tokens[-1]), place, key=lambda token: self[token][0])


@dataclass(slots=True)
class Reading:
    """What a text says in one language. Sums are over hits; `clauses` are parts of sentences between contrasts."""

    infos: Sequence[Info]
    ends: Sequence[int]
    spans: Spans
    hits: list[Hit]
    firsts: Sequence[int] = ()  # of each hit, its first token
    contrasts: Sequence[int] = ()
    turns: Sequence[int] = ()  # tokens that negate
    muted: set[int] = field(default_factory=set)  # tokens that negate nothing, as a neutral phrase has them
    total: float = 0.0  # of all hits, before the curve to -1..1
    compound: float = 0.0
    worst: float = 0.0  # the worst clause's sum
    topics: Sequence[int] = field(default_factory=tuple)  # tokens that name a topic

    def sentence_of(self, token: int) -> int:
        return bisect_left(self.ends, token)

    def clause_of(self, token: int) -> tuple[int, int]:
        return self.sentence_of(token), bisect_left(self.contrasts, token + 1)
