"""Which of the owner's promises customers saw kept, and which broken. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from insight.week import how_many, reviews_of
from model import Scored


@dataclass(frozen=True, slots=True)
class Standing:
    """A promise with a theme, and the reviews that speak of it. Both zero: nobody mentioned it."""

    text: str
    theme: str
    kept: int
    broken: int

    @property
    def verdict(self) -> str:
        """`broken` from the first complaint on: a standard is for every customer."""
        return "broken" if self.broken else "kept" if self.kept else "unmentioned"


def standings(promises: Iterable[tuple[str, str]], scored: Sequence[Scored]) -> tuple[Standing, ...]:
    """`promises` are (sentence, theme)."""
    reviews = reviews_of(scored)
    found = []
    for text, theme in promises:
        kept, broken = voices(theme, reviews)
        found.append(Standing(text, theme, how_many(kept), how_many(broken)))
    return tuple(found)


def voices(theme: str, scored: Sequence[Scored]) -> tuple[list[Scored], list[Scored]]:
    """The reviews that say it is kept, and those that say it is broken: whoever says both says broken."""
    reviews = reviews_of(scored)
    broken = [one for one in reviews if theme in one.sentiment.complaints()]
    kept = [one for one in reviews if theme in one.sentiment.praises() and theme not in one.sentiment.complaints()]
    return kept, broken
