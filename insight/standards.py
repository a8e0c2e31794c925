"""Which of the owner's promises customers saw kept, and which broken. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from insight.week import reviews_of
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
    """`promises` are (sentence, theme). A review that praises and complains of a theme counts as a complaint."""
    reviews = reviews_of(scored)
    found = []
    for text, theme in promises:
        broken = [one for one in reviews if theme in one.sentiment.complaints()]
        praise = [one for one in reviews if theme in one.sentiment.praises()]
        found.append(Standing(text, theme, sum(one not in broken for one in praise), len(broken)))
    return tuple(found)
