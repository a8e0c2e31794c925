"""What got better since last week. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from insight.cost import NOT_A_CAUSE, complaint_counts
from model import Scored

NOTICEABLE = 3  # complaints last week; from fewer, a fall is chance


@dataclass(frozen=True, slots=True)
class Better:
    theme: str
    before: int
    now: int


def improved(scored: Sequence[Scored], before: Sequence[Scored]) -> tuple[Better, ...]:
    """Themes with at least `NOTICEABLE` complaints in `before` and fewer now, the biggest fall first.

    Only true where every source was read in both weeks: the caller knows.
    """
    now, then = complaint_counts(scored), complaint_counts(before)
    found = [
        Better(theme, count, now[theme])
        for theme, count in then.items()
        if count >= NOTICEABLE and now[theme] < count and theme not in NOT_A_CAUSE
    ]
    return tuple(sorted(found, key=lambda one: (one.now - one.before, one.theme)))
