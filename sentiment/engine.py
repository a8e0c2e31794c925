"""One set of rules for all languages: text and pack in, hits and their sums out. Pure and deterministic.

VADER's ideas (boosters, negation before, shouting, exclamation marks, "but", the curve to -1..1; its constants) with
what it lacks: negation after the verb, patterns, topics, solved trouble, feared trouble, bitter thanks. Every hit
knows where it stands in the text as given, what it contributes and what changed it. It refuses to know stars.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from itertools import chain, islice, repeat
from operator import attrgetter, itemgetter

from vaderSentiment import vaderSentiment as reference

from sentiment.adjust import adjust
from sentiment.pack import Pack
from sentiment.patterns import Pairs, Pattern
from sentiment.reading import Hit, Reading, Spans
from sentiment.tokens import Info

FLIP: float = reference.N_SCALAR
CAPS: float = reference.C_INCR
ALPHA = 15.0  # reference.normalize's own default
_FADE = (1.0, 0.95, 0.9)
_CRY = 0.292
_REACH, _PATTERN_REACH, _AFTER = 4, 3, 3  # words looked back for a negation, before a pattern, and on after a word
_INFOS, _ATOMS, _ORDER = itemgetter(0), attrgetter("atoms"), itemgetter(0, 1, 2, 3)


def read(text: str, pack: Pack) -> Reading:
    """Cut, match, weigh, sum."""
    parts = text.split(" ")
    pieces = list(map(pack.pieces.__getitem__, parts))
    infos = list(chain.from_iterable(map(_INFOS, pieces)))
    marked = [i for i, info in enumerate(infos) if info.marks]
    reading = Reading(infos, [i for i in marked if infos[i].ends], Spans(parts, pieces), [])
    reading.contrasts = [i for i in marked if infos[i].contrasts]
    reading.turns = [i for i in marked if infos[i].negates or infos[i].negates_after]
    reading.topics = [i for i in marked if infos[i].topics]
    taken = bytearray(len(infos))
    hits = _pattern_hits(reading, taken, pack.pairs)
    hits += _word_hits(reading, marked, taken)
    reading.hits = _placed(reading, hits)
    reading.firsts = [hit.first for hit in reading.hits]
    adjust(reading)
    _sum_up(reading)
    return reading


def _pattern_hits(reading: Reading, taken: bytearray, pairs: Pairs) -> list[Hit]:
    infos = reading.infos
    found = []
    for at, pattern in _likely(infos, pairs):
        span = pattern.match(infos, at)
        if span is not None:
            found.append((pattern.rank, span[0], pattern.source, span[1], pattern))
    found.sort(key=_ORDER)
    hits = []
    for _, first, _, last, pattern in found:
        if any(taken[first : last + 1]):
            continue
        if pattern.weight or "neutral" in pattern.tags:
            taken[first : last + 1] = b"\x01" * (last + 1 - first)
        if "neutral" in pattern.tags:  # "no nonsense": its "no" turns nothing else
            reading.muted.update(range(first, last + 1))
        hits.append(_pattern_hit(reading, pattern, first, last))
    return hits


def _likely(infos: Sequence[Info], pairs: Pairs) -> list[tuple[int, Pattern]]:
    """Where a pattern may stand: its anchor is there, and its neighbour or, with gaps, all its words somewhere."""
    near = map(pairs.__getitem__, zip(infos, islice(infos, 1, None), strict=False))
    likely = [(at + place, pattern) for at, found in enumerate(near) if found for place, pattern in found]
    present: frozenset[str] | None = None
    for at, gate in [(at, info.gate) for at, info in enumerate(infos) if info.holds]:
        if gate is None:
            continue
        if gate.loose:
            present = present or frozenset[str]().union(*map(_ATOMS, infos))
            if not gate.needed.isdisjoint(present):
                likely += [
                    (at, pattern)
                    for need, pattern in gate.loose
                    if not need.isdisjoint(present) and not any(map(present.isdisjoint, pattern.needs))
                ]
        if gate.alone:
            likely += zip(repeat(at), gate.alone, strict=False)
    return likely


def _pattern_hit(reading: Reading, pattern: Pattern, first: int, last: int) -> Hit:
    hit = Hit(first, last, pattern.weight, pattern.themes, pattern.tags, pattern.source)
    if "firm" not in pattern.tags and not any(info.negates for info in reading.infos[first : last + 1]):
        turn = _negation_before(reading, first, _PATTERN_REACH) if _turns_near(reading, first, _PATTERN_REACH) else None
        if turn is not None:
            hit.value *= FLIP if "fact" not in hit.tags else 0.0
            hit.tags -= {"fact", "solved", "unsolved", "unreal", "unreal_back", "thanks"}
            hit.changed, hit.turn = (reading.infos[turn].low,), turn
    elif last + 1 < len(reading.infos) and reading.infos[last + 1].negates_after:
        hit.turn = last + 1  # "ne reviendrons" is half of what was said
    return hit


def _word_hits(reading: Reading, marked: Sequence[int], taken: bytearray) -> list[Hit]:
    infos = reading.infos
    shouted = len([at for at in marked if infos[at].shouted])
    mixed = shouted > 0 and shouted < sum(info.word for info in infos)
    hits = []
    for at in marked:
        info = infos[at]
        if not info.value or taken[at] or (info.boost and abs(info.value) < 1.5):
            continue
        hit = Hit(at, at, info.value, info.themes, emoji=info.emoji)
        if info.word:
            _in_context(reading, hit, mixed)
        hits.append(hit)
    return hits


def _in_context(reading: Reading, hit: Hit, mixed: bool) -> None:
    info = reading.infos[hit.first]
    _boosted(reading, hit)
    if not info.steady and _turns_near(reading, hit.first, _REACH):
        turn = _negation_before(reading, hit.first, _REACH)
        if turn is None:
            turn = _negation_after(reading, hit.last)
        if turn is not None:
            hit.value *= FLIP
            hit.changed, hit.turn = (*hit.changed, reading.infos[turn].low), turn
    if mixed and info.shouted:
        hit.value += CAPS if hit.value > 0 else -CAPS
        hit.changed += ("shouted",)


def _boosted(reading: Reading, hit: Hit) -> None:
    infos, at = reading.infos, hit.first
    for fade in _FADE[:at]:
        at -= 1
        info = infos[at]
        if info.boost:
            hit.value += info.boost * fade if hit.value > 0 else -info.boost * fade
            hit.changed += (info.low,)
        elif info.ends or info.parts:
            return


def _turns_near(reading: Reading, first: int, reach: int) -> bool:
    """Is there any word that negates, so that a closer look is worth it?"""
    turns = reading.turns
    k = bisect_left(turns, first - reach - _REACH)
    return k < len(turns) and turns[k] <= first + _AFTER


def _negation_before(reading: Reading, first: int, reach: int) -> int | None:
    infos = reading.infos
    for at in range(first - 1, max(first - 1 - reach, -1), -1):
        info = infos[at]
        if info.ends or info.parts or info.contrasts:
            return None
        if info.negates and at not in reading.muted and not (at + 1 < len(infos) and infos[at + 1].only):
            return at
        if info.half_negates and any(other.negates for other in infos[max(at - 4, 0) : at]):
            return at
    return None


def _negation_after(reading: Reading, last: int) -> int | None:
    """ "gefällt mir nicht": a negation closely after, when nothing else is left for it to negate."""
    infos = reading.infos
    for at in range(last + 1, min(last + 1 + _AFTER, len(infos))):
        info = infos[at]
        if info.negates_after:
            nxt = infos[at + 1] if at + 1 < len(infos) else None
            free = nxt is None or nxt.ends or nxt.parts or nxt.contrasts or not (nxt.only or nxt.value or nxt.gate)
            return at if free and not (nxt and nxt.only) else None
        if not info.word or info.value or info.contrasts:
            return None
    return None


def _placed(reading: Reading, hits: list[Hit]) -> list[Hit]:
    hits.sort(key=lambda hit: (hit.first, hit.last))
    for hit in hits:
        hit.sentence, hit.clause = reading.clause_of(hit.first)
        hit.start, hit.end = reading.spans[hit.first]
        if hit.last > hit.first:
            hit.end = reading.spans[hit.last][1]
        if hit.turn is not None:  # who underlines "gefällt mir" must underline "nicht"
            start, end = reading.spans[hit.turn]
            hit.start, hit.end = min(start, hit.start), max(end, hit.end)
    return hits


def _sum_up(reading: Reading) -> None:
    sums: dict[int, float] = {}
    clauses: dict[tuple[int, int], float] = {}
    for hit in reading.hits:
        clause = (hit.sentence, hit.clause)
        clauses[clause] = clauses.get(clause, 0.0) + hit.value
        sums[hit.sentence] = sums.get(hit.sentence, 0.0) + hit.value * _contrast(reading, hit)
    reading.total = sum(_cried(reading, number, value) for number, value in sums.items())
    reading.compound = compound_of(reading.total)
    reading.worst = min(clauses.values(), default=0.0)


def compound_of(total: float) -> float:
    """A sum of contributions on VADER's curve, -1 to 1."""
    return total / math.sqrt(total * total + ALPHA)


def _contrast(reading: Reading, hit: Hit) -> float:
    """Half before a sentence's first "but", half as much again after it."""
    begin = reading.ends[hit.sentence - 1] + 1 if hit.sentence else 0
    k = bisect_left(reading.contrasts, begin + 1)
    if k == len(reading.contrasts) or reading.sentence_of(reading.contrasts[k]) != hit.sentence:
        return 1.0
    return 0.5 if hit.first < reading.contrasts[k] else 1.5


def _cried(reading: Reading, sentence: int, value: float) -> float:
    cries = reading.infos[reading.ends[sentence]].cries if sentence < len(reading.ends) else 0
    if not cries or not value:
        return value
    return value * min(1 + min(cries, 4) * _CRY / abs(value), 2.0)
