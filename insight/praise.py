"""Which kind words to read to the team. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from insight.week import tone
from model import Scored

SHORT, LONG = 30, 400  # code points: long enough to say something, short enough to read aloud
_WORTH = {"beyond": 4, "staff": 3, "friendliness": 2, "attention": 2, "knowledge": 2, "flexibility": 2}


def read_aloud(scored: Sequence[Scored]) -> Scored | None:
    """The praise that names a person or an act and complains of nothing; None where there is none."""
    fit = [one for one in scored if _fits(one)]
    return max(fit, key=_worth, default=None)


def _fits(scored: Scored) -> bool:
    short_enough = SHORT <= len(scored.stored.review.text) <= LONG
    return short_enough and tone(scored) == "pos" and not scored.sentiment.complaints() and not scored.sentiment.flagged


def _worth(scored: Scored) -> tuple[float, ...]:
    acts = sum(_WORTH.get(theme, 0) for theme in scored.sentiment.praises())
    rating = scored.stored.review.rating or 0.0
    return (acts, rating, scored.sentiment.sentiment or 0.0, -scored.stored.id)
