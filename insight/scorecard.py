"""The figures an owner chose to be measured by (`scorecard:` in config.yaml). Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from insight.effort import effort
from insight.standards import Standing
from insight.week import ENOUGH, average_of, how_many, is_answered, is_negative, median_answer, reviews_of
from model import Scored, State

Share = tuple[int, int]  # part, whole
Value = float | timedelta | Share | None  # None: too little to say


@dataclass(frozen=True, slots=True)
class Basket:
    """What one stretch of weeks is measured on; what reviews cannot tell is handed in."""

    scored: Sequence[Scored]
    came_back: int = 0  # themes
    goodwill: float = 0.0  # money
    standings: tuple[Standing, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """One criterion now and before."""

    criterion: str
    now: Value
    before: Value = None


def figures(chosen: Iterable[str], now: Basket, before: Basket | None = None) -> tuple[Figure, ...]:
    """The chosen criteria in the owner's order."""
    return tuple(Figure(name, _VALUES[name](now), _VALUES[name](before) if before else None) for name in chosen)


def _rating(basket: Basket) -> Value:
    """Stars on average, from `ENOUGH` rated reviews on."""
    rated = [one for one in reviews_of(basket.scored) if one.stored.review.rating is not None]
    return average_of(rated) if how_many(rated) >= ENOUGH else None


def _complaints(basket: Basket) -> Value:
    """Unhappy customers, in reviews or told to staff."""
    return float(how_many(one for one in basket.scored if is_negative(one) or one.stored.review.kind == "complaint"))


def _answered(basket: Basket) -> Value:
    flagged = [one for one in basket.scored if one.sentiment.flagged and one.state is not State.DISMISSED]
    return how_many(filter(is_answered, flagged)), how_many(flagged)


def _effort(basket: Basket) -> Value:
    found = effort(basket.scored)
    return found.count, found.reviews


def _standards(basket: Basket) -> Value:
    """Standards kept, of those somebody mentioned."""
    said = [one.verdict for one in basket.standings if one.verdict != "unmentioned"]
    return said.count("kept"), len(said)


def _mentions(theme: str) -> Callable[[Basket], Value]:
    """Reviews that speak well of a theme."""

    def count(basket: Basket) -> Value:
        def speaks(one: Scored) -> bool:
            return any(hit.theme == theme and hit.polarity != "neg" for hit in one.sentiment.themes)

        return float(how_many(filter(speaks, basket.scored)))

    return count


_VALUES: dict[str, Callable[[Basket], Value]] = {
    "rating": _rating,
    "complaints": _complaints,
    "answered": _answered,
    "answer_time": lambda basket: median_answer(basket.scored),
    "solved": lambda basket: float(how_many(one for one in basket.scored if one.state is State.SOLVED)),
    "came_back": lambda basket: float(basket.came_back),
    "referrals": _mentions("referral"),
    "returning": _mentions("returning"),
    "effort": _effort,
    "standards": _standards,
    "told_in_person": lambda basket: float(
        how_many(one for one in basket.scored if one.stored.review.kind == "complaint")
    ),
    "goodwill": lambda basket: basket.goodwill,
}
