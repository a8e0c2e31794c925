"""Laying what was learned over what the packs read: another sum, and the learned words as reasons.

Facts, dangers and complaints inside praise stand as the packs found them: nothing learned takes them back.
"""

from __future__ import annotations

from sentiment.flags import NEGATIVE
from sentiment.learned import Learned
from sentiment.reading import Hit, Reading

_LEAST = 0.6  # what a reason weighs that has just been learned
_HEARD = 0.1  # of a logit: a word that says less is no reason


def heed(reading: Reading, text: str, learned: Learned) -> None:
    """Change `reading` in place."""
    reading.compound = learned.compound(text, reading.compound)
    if reading.compound > NEGATIVE:
        return
    end = max(len(reading.infos) - 1, 0)
    for said in learned.reasons(text):
        if said.weight >= _HEARD and not any(hit.start < said.end and said.start < hit.end for hit in reading.hits):
            value = -max(_LEAST, said.weight)
            reading.hits.append(Hit(end, end, value, learned=True, start=said.start, end=said.end))
