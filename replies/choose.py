"""Which wording of each part to take: the combination least like what was said lately. Knows no review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import add

from model import digest_of
from replies.alike import Shingles, shingles

Wear = list[float]
"""How much of each recent reply one wording already is: shared runs of words over the reply's runs."""
Option = tuple[tuple[str, ...], Wear]
"""Wordings taken so far, one a slot, and their wear added up."""


def choose(
    slots: Mapping[str, Sequence[str]], recent: Sequence[str], *, seed: str, lead: str = "issue", variant: int = 0
) -> dict[str, str]:
    """One wording for each slot.

    `seed` (who the review is) breaks ties. `variant` walks through the wordings of the slot `lead`, least worn first:
    neighbouring variants are never the same.
    """
    said = [shingles(text) for text in recent]
    leads = _worn(slots[lead], said, seed)
    order = sorted(leads, key=lambda wording: sum(leads[wording]))
    first = order[variant % len(order)]
    rest = {slot: _worn(lines, said, f"{seed}:{variant}:{slot}") for slot, lines in slots.items()}
    del rest[lead]
    return {lead: first, **_least_alike(leads[first], rest)}


def _worn(wordings: Sequence[str], said: Sequence[Shingles], seed: str) -> dict[str, Wear]:
    """The wear of each wording, in an order of the seed's own."""
    mixed = sorted(wordings, key=lambda wording: digest_of(seed, wording))
    runs = {wording: shingles(wording) for wording in mixed}
    return {wording: [len(runs[wording] & one) / len(one) for one in said] for wording in mixed}


def _least_alike(base: Wear, slots: Mapping[str, Mapping[str, Wear]]) -> dict[str, str]:
    """Adds wear up from slot to slot, keeping the freshest; the one whose likest recent reply is least so wins."""
    made: list[Option] = [((), base)]
    for slot in slots:
        grown = [
            ((*chosen, word), list(map(add, total, wear)))
            for chosen, total in made
            for word, wear in slots[slot].items()
        ]
        made = sorted(grown, key=_worst)[:_KEPT]
    return dict(zip(slots, made[0][0], strict=True))


def _worst(option: Option) -> float:
    """The share of the likest recent reply that an option repeats."""
    return max(option[1], default=0.0)


_KEPT = 60
"""Combinations kept after each slot: enough to find a fresh one, few enough to take milliseconds."""
