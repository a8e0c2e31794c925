"""Who came round: answered, and then a better rating by the same hand. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from model import AfterAnswer

LOW = 3.0  # stars up to which an answer may win somebody back
DELAYS = (timedelta(days=1), timedelta(days=3))  # answered within a day, within three, later


@dataclass(frozen=True, slots=True)
class Share:
    """Of `answered` customers, how many raised their stars."""

    better: int
    answered: int


@dataclass(frozen=True, slots=True)
class Recovery:
    """`by_remedy`: what was done, most raised first; `by_delay`: in the order of `DELAYS`, then later ones."""

    all: Share
    by_remedy: tuple[tuple[str, Share], ...]
    by_delay: tuple[Share, ...]


def recovery(cases: Iterable[AfterAnswer]) -> Recovery:
    """Counts of low ratings that were answered and then raised by their author, by remedy and by delay.

    A review counts as raised where its stars now are more than when it was answered; counts, never shares, for those
    who edit are few. Service recovery: Hart, Heskett, Sasser, Harvard Business Review 68 (1990).
    """
    low = [case for case in cases if case.before <= LOW]
    by_remedy: dict[str, list[AfterAnswer]] = defaultdict(list)
    by_delay: list[list[AfterAnswer]] = [[] for _ in range(len(DELAYS) + 1)]
    for case in low:
        for remedy in case.remedies:
            by_remedy[remedy].append(case)
        by_delay[_delay(case)].append(case)
    remedies = [(remedy, _share(some)) for remedy, some in by_remedy.items()]
    remedies.sort(key=lambda one: (-one[1].better, -one[1].answered, one[0]))
    return Recovery(_share(low), tuple(remedies), tuple(map(_share, by_delay)))


def _delay(case: AfterAnswer) -> int:
    took = case.answered - case.opened
    return sum(took > limit for limit in DELAYS)


def _share(cases: Sequence[AfterAnswer]) -> Share:
    return Share(sum(case.now > case.before for case in cases), len(cases))
