"""Which themes a text touches, with polarity and the words that say so. Pure; it adds nothing to the score.

A theme comes from a hit that carries it ("rude": friendliness), or from a topic word and the nearest hit of the same
clause ("the soup ... awful": taste). Effort, safety, referral, leaving and the like come from patterns only.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import itemgetter

from model import ThemeHit
from sentiment.reading import Hit, Reading

_LONGEST = 40  # tokens, the longest way a hit may begin before a topic that it is near to
_NEAR = 8  # tokens between a topic and the hit that speaks of it
_WEAK = 0.4  # hits weaker than this have no opinion
_QUOTED = 6  # a longer way between topic and hit is not underlined as a whole

_MERELY_NAMED = frozenset({"taste", "friendliness", "atmosphere"})
"""Food, staff and rooms are named in every complaint: one that is about something else ("an hour for a soup") is not
about them."""

Found = tuple[float, str, str, int, int]  # how strongly, theme, polarity, start, end


def themes_of(reading: Reading, text: str, names: Sequence[str] = ()) -> tuple[ThemeHit, ...]:
    """One hit per theme and polarity, the strongest, in order of appearance; spans are code points."""
    found = [item for hit in reading.hits for item in _own(hit)]
    found += [item for topic in reading.topics for item in _of_topic(reading, topic)]
    found += _staff(reading, text, names)
    best: dict[tuple[str, str], Found] = {}
    for said in found:
        held = best.get(said[1:3])
        if held is None or said[0] > held[0]:
            best[said[1:3]] = said
    ordered = sorted(best.values(), key=itemgetter(3, 4, 1))
    return tuple(ThemeHit(theme, polarity, start, end) for _, theme, polarity, start, end in ordered)


def _own(hit: Hit) -> list[Found]:
    polarity = _polarity(hit)
    if not hit.themes or polarity is None:
        return []
    return [(abs(hit.value) + 1, theme, polarity, hit.start, hit.end) for theme in hit.themes]


def _polarity(hit: Hit) -> str | None:
    if "solved" in hit.changed:
        return "neu"
    if abs(hit.value) < _WEAK or "neutral" in hit.tags:
        return None
    return "pos" if hit.value > 0 else "neg"


def _of_topic(reading: Reading, topic: int) -> list[Found]:
    hit = _nearest(reading, topic)
    polarity = _polarity(hit) if hit else None
    if hit is None or polarity is None:
        return []
    near = min(abs(hit.first - topic), abs(hit.last - topic)) <= _QUOTED
    first, last = min(hit.first, topic), max(hit.last, topic)
    start, end = (reading.spans[first][0], reading.spans[last][1]) if near else (hit.start, hit.end)
    elsewhere = hit.themes and hit.value < 0
    themes = [t for t in reading.infos[topic].topics if not (elsewhere and t in _MERELY_NAMED and t not in hit.themes)]
    return [(abs(hit.value), theme, polarity, start, end) for theme in themes]


def _nearest(reading: Reading, topic: int) -> Hit | None:
    sentence, clause = reading.clause_of(topic)
    best: tuple[int, Hit] | None = None
    begin, end = bisect_left(reading.firsts, topic - _LONGEST), bisect_right(reading.firsts, topic + _NEAR)
    for hit in reading.hits[begin:end]:
        if hit.sentence != sentence or hit.clause != clause:
            continue
        away = max(hit.first - topic, topic - hit.last, 0)
        if away <= _NEAR and abs(hit.value) >= _WEAK:
            away += 2 * _parted(reading, min(topic, hit.first), max(topic, hit.last))
            if best is None or away < best[0]:
                best = (away, hit)
    return best[1] if best else None


def _parted(reading: Reading, first: int, last: int) -> int:
    return sum(info.parts for info in reading.infos[first : last + 1])


def _staff(reading: Reading, text: str, names: Sequence[str]) -> list[Found]:
    """Staff called by name, with the polarity of the sentence around; only names the business gave us."""
    if not names:
        return []
    pattern = r"\b(?:" + "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) + r")\b"
    sums: dict[int, float] = {}
    for hit in reading.hits:
        sums[hit.sentence] = sums.get(hit.sentence, 0.0) + hit.value
    found = []
    for match in re.finditer(pattern, text):
        sentence = reading.sentence_of(min(reading.spans.token_at(match.start()), len(reading.infos) - 1))
        value = sums.get(sentence, 0.0)
        polarity = "pos" if value >= _WEAK else "neg" if value <= -_WEAK else "neu"
        found.append((abs(value), "staff", polarity, match.start(), match.end()))
    return found
