"""Rules that need all hits of a text: solved trouble, feared trouble, bitter thanks, danger where all is praise.

They change what a hit contributes, and write down that they did. They refuse to look for new hits.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from sentiment.reading import Hit, Reading

_SOLVED = 0.2  # what is left of trouble that the same text calls solved
_RUN = 2  # sentences between trouble and what solved it
_BITTER = -0.6
_PRAISED = 1.5  # hits that sum up to this praise
_THANKS_FOR = frozenset(
    {
        "for",
        "für",
        "pour",
        "de",
        "that",
        "how",
        "dass",
        "que",
        "at",
        "zu",
        "zur",
        "zum",
        "til",
        "voor",
        "för",
        "za",
        "por",
        "per",
    }
)


def adjust(reading: Reading) -> None:
    """Change the hits of `reading` in place. Each rule looks at its own neighbourhood or once at the whole: linear."""
    over = _over(reading.hits)
    praise = sum(hit.value for hit in reading.hits if "soft" not in hit.tags)
    for k, hit in enumerate(reading.hits):
        if k in over:
            _solve(hit)
        if "unreal" in hit.tags:
            _unreal(reading, k, range(k + 1, len(reading.hits)))
        elif "unreal_back" in hit.tags:
            _unreal(reading, k, range(k - 1, -1, -1))
        elif "thanks" in hit.tags:
            _embitter(reading, k)
        elif "soft" in hit.tags and praise >= _PRAISED:  # a praised hospital speaks of injuries, not of complaints
            hit.value = 0.0
            hit.changed += ("praised",)


def _over(hits: Sequence[Hit]) -> set[int]:
    """Which hits belong to trouble that is over: those before "replaced at once" in its sentence, or else the run
    of complaints that leads up to it. Other trouble, told earlier or later, stands."""
    over: set[int] = set()
    unsolved = [k for k, hit in enumerate(hits) if "unsolved" in hit.tags]
    for k, hit in enumerate(hits):
        if "solved" not in hit.tags or _came_back(hits, k, unsolved):
            continue
        edge, over_here = hit.sentence, False
        for at in range(k - 1, -1, -1):
            if edge == hit.sentence != hits[at].sentence and over_here:
                break
            far = edge - hits[at].sentence > _RUN or hit.sentence - hits[at].sentence > 2 * _RUN
            if far or "solved" in hits[at].tags:  # what came before that is its own affair
                break
            if hits[at].value < 0:
                edge = hits[at].sentence
                over_here |= edge == hit.sentence
                over.add(at)
    return over


def _came_back(hits: Sequence[Hit], k: int, unsolved: Sequence[int]) -> bool:
    """ "They promised a new one. Still waiting": what the sentence or the next ones take back was not solved."""
    at = bisect_right(unsolved, k)
    return at < len(unsolved) and hits[unsolved[at]].sentence - hits[k].sentence <= _RUN


def _solve(hit: Hit) -> None:
    """Little is left of trouble that is over. Safety and "never again" are never over."""
    if hit.value < 0 and "safety" not in hit.themes and "leaving" not in hit.themes:
        hit.value *= _SOLVED
        hit.tags -= {"fact"}
        hit.changed += ("solved",)


def _unreal(reading: Reading, k: int, others: Iterable[int]) -> None:
    """What is only feared or imagined, up to the next contrast, did not happen."""
    clause = reading.clause_of(reading.hits[k].last)
    for at in others:
        hit = reading.hits[at]
        if reading.clause_of(hit.first) != clause:
            return
        if hit.value < 0:
            hit.value = 0.0
            hit.changed += ("unreal",)


def _embitter(reading: Reading, k: int) -> None:
    """ "Bravo, two hours of waiting": thanks that are followed by a fact to complain of, with no contrast between."""
    thanks = reading.hits[k]
    ends = _stands_alone(reading, thanks)
    if thanks.value <= 0 or ends is None:
        return
    clause = reading.clause_of(thanks.last)[1]
    for at in range(k + 1, len(reading.hits)):
        fact = reading.hits[at]
        if fact.sentence > thanks.sentence + ends or reading.clause_of(fact.first)[1] != clause:
            return
        if "fact" in fact.tags and fact.value <= -1.5:
            thanks.value *= _BITTER
            thanks.changed += ("bitter",)
            return


def _stands_alone(reading: Reading, thanks: Hit) -> int | None:
    """1 where the thanks are a whole sentence, 0 where they open one ("Bravo, ..."), None where they are a part."""
    begin = reading.ends[thanks.sentence - 1] + 1 if thanks.sentence else 0
    if thanks.first > begin + 1:
        return None
    nxt = reading.infos[thanks.last + 1] if thanks.last + 1 < len(reading.infos) else None
    if nxt is None or nxt.ends:
        return 1
    return 0 if nxt.parts or nxt.low in _THANKS_FOR else None
