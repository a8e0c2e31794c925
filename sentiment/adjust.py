"""Rules that need all hits of a text: solved trouble, feared trouble, bitter thanks, danger where all is praise.

They change what a hit contributes, and write down that they did. They refuse to look for new hits.
"""

from __future__ import annotations

from sentiment.reading import Hit, Reading

_SOLVED = 0.2  # what is left of trouble that the same text calls solved
_BITTER = -0.6
_PRAISED = 1.5  # hits that sum up to this praise
_THANKS_FOR = frozenset({"for", "für", "pour", "de", "that", "how", "dass", "que", "at", "zu", "zur", "zum", "til"})


def adjust(reading: Reading) -> None:
    """Rules that need all hits: solved trouble, feared trouble, bitter thanks."""
    for k, hit in enumerate(reading.hits):
        if "solved" in hit.tags:
            _solve(reading, k)
        elif "unreal" in hit.tags:
            _unreal(reading, hit)
        elif "thanks" in hit.tags:
            _embitter(reading, hit)
        elif "soft" in hit.tags:
            _soften(reading, hit)


def _solve(reading: Reading, k: int) -> None:
    """Trouble named before, or later in the same sentence, is over: little of it is left."""
    solved = reading.hits[k]
    for hit in reading.hits:
        if hit.value < 0 and hit.sentence <= solved.sentence and "safety" not in hit.themes:
            hit.value *= _SOLVED
            hit.tags -= {"fact"}
            hit.changed += ("solved",)


def _unreal(reading: Reading, feared: Hit) -> None:
    """What is only feared or imagined, up to the next contrast, did not happen."""
    sentence, clause = reading.clause_of(feared.last)
    for hit in reading.hits:
        after = hit.first > feared.last or (hit is feared and hit.value)
        if after and hit.value < 0 and reading.clause_of(hit.first) == (sentence, clause):
            hit.value = 0.0
            hit.changed += ("unreal",)


def _soften(reading: Reading, danger: Hit) -> None:
    """A hospital that is praised speaks of injuries without complaining of them."""
    if sum(hit.value for hit in reading.hits if "soft" not in hit.tags) >= _PRAISED:
        danger.value = 0.0
        danger.changed += ("praised",)


def _embitter(reading: Reading, thanks: Hit) -> None:
    """ "Bravo, two hours of waiting": thanks that are followed by a fact to complain of, with no contrast between."""
    ends = _stands_alone(reading, thanks)
    if thanks.value <= 0 or ends is None:
        return
    clause = reading.clause_of(thanks.last)[1]
    fact = next((hit for hit in reading.hits if hit.first > thanks.last and "fact" in hit.tags), None)
    if fact is None or fact.value > -1.5 or reading.clause_of(fact.first)[1] != clause:
        return
    if fact.sentence <= thanks.sentence + ends:
        thanks.value *= _BITTER
        thanks.changed += ("bitter",)


def _stands_alone(reading: Reading, thanks: Hit) -> int | None:
    """1 where the thanks are a whole sentence, 0 where they open one ("Bravo, ..."), None where they are a part."""
    begin = reading.ends[thanks.sentence - 1] + 1 if thanks.sentence else 0
    if thanks.first > begin + 1:
        return None
    nxt = reading.infos[thanks.last + 1] if thanks.last + 1 < len(reading.infos) else None
    if nxt is None or nxt.ends:
        return 1
    return 0 if nxt.parts or nxt.low in _THANKS_FOR else None
