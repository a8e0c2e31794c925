"""Which reviews need a person, how urgently, and the words that say why. Pure: no clock, no store, no log.

1 and 2 stars always, 3 stars to watch, 4 and 5 stars and no stars by the text. The text never lowers a low rating, and
safety comes on top of everything. Severity sorts a list; it is no probability.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from model import Reason, ThemeHit
from sentiment.reading import Hit, Reading

NEGATIVE, POSITIVE = -0.05, 0.05  # VADER's own cuts for a label
COMPLAINT = -1.7  # one clause this bad is a complaint, whatever praise stands around it
_CLEARLY = -0.5  # a text this negative under 4 or 5 stars was meant to be a bad review
_RAGING = -0.75  # and this one under 5 was a slip of the thumb
_BASE = {1: 60, 2: 50, 3: 35, 4: 10, 5: 0}
_BASE_UNRATED = 25
_STRONG = -3.0  # fraud, poisoning, never again
_SAFETY_FLOOR, _SAFETY_MORE = 85, 15
_MOST_REASONS = 8
_TELLING = -0.6  # weaker hits are no reason by themselves


class Cuts(Protocol):
    """Where the flag rule cuts; `config` may bring its own."""

    @property
    def low_rating(self) -> float: ...
    @property
    def watch_rating(self) -> float: ...
    @property
    def four_stars(self) -> float: ...
    @property
    def five_stars(self) -> float: ...
    @property
    def no_stars(self) -> float: ...


@dataclass(frozen=True, slots=True)
class FlagRules:
    """Stars up to `low_rating` are flagged to act, up to `watch_rating` to watch; above and without, by the text's
    compound up to the cut. `config.FlagRules` has the same fields."""

    low_rating: float = 2.0
    watch_rating: float = 3.0
    four_stars: float = 0.2
    five_stars: float = -0.05
    no_stars: float = -0.05


DEFAULT = FlagRules()


def label_of(compound: float) -> str:
    """neg, neu or pos, from the text alone."""
    return "neg" if compound <= NEGATIVE else "pos" if compound >= POSITIVE else "neu"


def level_of(stars: float | None, reading: Reading | None, safety: bool, rules: Cuts = DEFAULT) -> str | None:
    """act, watch, or None where no person is needed."""
    if safety or (stars is not None and stars <= rules.low_rating):
        return "act"
    if stars is not None and stars <= rules.watch_rating:
        return "watch"
    if reading is None or not any(hit.value for hit in reading.hits):
        return None
    if stars is None:
        return "act" if reading.compound <= rules.no_stars or _complains(reading, COMPLAINT) else None
    if stars >= 5:  # of 120 texts under five stars one held a complaint: worth a look, and an alarm only where it rages
        raging = reading.compound <= min(rules.five_stars, _RAGING)
        return "act" if raging else "watch" if reading.compound <= rules.five_stars else None
    if reading.compound <= min(rules.four_stars, _CLEARLY):
        return "act"
    return "watch" if reading.compound <= rules.four_stars or _complains(reading, COMPLAINT) else None


def _complains(reading: Reading, cut: float) -> bool:
    """A complaint inside praise: one clause that is clearly negative by itself, or a plain fact that must not be."""
    return reading.worst <= cut or any("fact" in hit.tags and hit.value <= cut for hit in reading.hits)


def severity_of(stars: float | None, reading: Reading | None, safety: bool) -> int:
    """0 to 100, for sorting."""
    base = _BASE_UNRATED if stars is None else _BASE[min(5, max(1, round(stars)))]
    points = float(base)
    if reading is not None:
        points += 30 * max(0.0, -reading.compound)
        points += 10 if any(hit.value <= _STRONG for hit in reading.hits) else 0
    if safety:
        points = max(_SAFETY_FLOOR, points + _SAFETY_MORE)
    return min(100, round(points))


def reasons_of(
    text: str, stars: float | None, reading: Reading | None, themes: tuple[ThemeHit, ...], rules: Cuts = DEFAULT
) -> tuple[Reason, ...]:
    """Why a review is flagged: the stars where they are low, then the worst words, in order of appearance."""
    reasons = []
    if stars is not None and stars <= rules.watch_rating:
        reasons.append(Reason(0, 0, "", "stars"))
    if reading is None:
        return tuple(reasons)
    bad = sorted((hit for hit in reading.hits if hit.value <= _TELLING), key=lambda hit: (_rank(hit), hit.start))
    said = sorted(bad[:_MOST_REASONS], key=lambda hit: (hit.start, hit.end))
    for hit in said:
        reasons.append(Reason(hit.start, hit.end, text[hit.start : hit.end], _why(hit, themes), round(hit.value, 2)))
    return tuple(reasons)


def _rank(hit: Hit) -> float:
    return hit.value - (10 if "safety" in hit.themes else 0)


def _why(hit: Hit, themes: tuple[ThemeHit, ...]) -> str:
    for own in ("safety", "leaving", "effort"):
        if own in hit.themes:
            return own
    if hit.emoji:
        return "emoji"
    if hit.learned:
        return "learned"
    theme = hit.themes[0] if hit.themes else _theme_around(hit, themes)
    if theme:
        return f"theme:{theme}"
    if "fact" in hit.tags:
        return "fact"
    return "phrase" if hit.pattern else "negative"


def _theme_around(hit: Hit, themes: tuple[ThemeHit, ...]) -> str:
    around = (t for t in themes if t.polarity == "neg" and t.start <= hit.start and hit.end <= t.end)
    return next((t.theme for t in around), "")
