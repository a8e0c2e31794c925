"""Surge, standards, mirror, scorecard, locations: each by its formula, and silent where there is too little."""

from __future__ import annotations

from datetime import timedelta
from math import exp, factorial

import pytest
from factories import NOW, a_scored, a_sentiment, a_stored

from config.settings import CRITERIA
from insight import Basket, by_place, figures, mirrored, standings, surges, wilson
from insight.surge import at_least
from model import Scored, State, ThemeHit, Week

WEEK = Week(2026, 46)


def said(themes: str = "", *, rating: float | None = 1.0, **changes: object) -> Scored:
    """`themes` like "-waiting +taste"."""
    hits = tuple(ThemeHit(one[1:], "neg" if one[0] == "-" else "pos", 0, 1) for one in themes.split())
    own = {name: changes.pop(name) for name in ("state", "handled") if name in changes}
    flagged = bool(own)
    sentiment = a_sentiment(themes=hits, flagged=flagged, label=None)
    return a_scored(stored=a_stored(rating=rating, week=WEEK, **changes), sentiment=sentiment, **own)


CALM = [[said("-price")], [said()], [said("-waiting")], [said()], [said()], [said()], [said()]]


@pytest.mark.parametrize(("count", "expected"), [(2, []), (3, ["waiting"]), (6, ["waiting"])])
def test_a_theme_surges_well_above_its_own_past(count: int, expected: list[str]) -> None:
    assert [one.theme for one in surges([said("-waiting")] * count, CALM)] == expected


def test_what_is_usual_is_no_surge() -> None:
    past = [[said("-waiting")] * 4] * 7
    assert surges([said("-waiting")] * 6, past) == ()
    (found,) = surges([said("-waiting")] * 14, past)
    assert (found.count, found.usual) == (14, pytest.approx(4.0))


@pytest.mark.parametrize("weeks", [0, 3])
def test_without_a_past_nothing_surges(weeks: int) -> None:
    assert surges([said("-waiting")] * 9, [[said()]] * weeks + [[]] * 4) == ()


def test_threats_to_leave_are_no_theme_of_their_own() -> None:
    assert surges([said("-leaving")] * 9, CALM) == ()


@pytest.mark.parametrize(("count", "mean"), [(0, 1.0), (1, 0.5), (3, 0.28), (7, 4.0), (30, 20.0)])
def test_the_tail_is_that_of_poisson(count: int, mean: float) -> None:
    below = sum(mean**k * exp(-mean) / factorial(k) for k in range(count))
    assert at_least(count, mean) == pytest.approx(1 - below)


@pytest.mark.parametrize(
    ("kept", "total", "low", "high"),
    [(0, 0, 0.0, 1.0), (0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662)],
)
def test_the_interval_is_wilsons(kept: int, total: int, low: float, high: float) -> None:
    """0, 5 and 10 of 10 worked out by hand; 81 of 263 from Newcombe, Statistics in Medicine 17 (1998), table I."""
    assert wilson(kept, total) == (pytest.approx(low, abs=2e-4), pytest.approx(high, abs=2e-4))


def test_a_standard_is_kept_broken_or_not_mentioned() -> None:
    week = [said("+waiting"), said("+waiting"), said("-promise +promise"), said("+taste")]
    found = standings([("In ten minutes.", "waiting"), ("On time.", "promise"), ("Clean.", "cleanliness")], week)
    assert [(one.verdict, one.kept, one.broken) for one in found] == [
        ("kept", 2, 0),
        ("broken", 0, 1),
        ("unmentioned", 0, 0),
    ]


@pytest.mark.parametrize(("estimate", "verdict"), [(0.75, "above"), (0.5, "within"), (0.1, "below")])
def test_the_mirror_says_on_which_side_the_owner_stands(estimate: float, verdict: str) -> None:
    (standing,) = standings([("In ten minutes.", "waiting")], [said("+waiting")] * 10 + [said("-waiting")] * 10)
    found = mirrored(standing, estimate)
    assert (found.verdict, found.said) == (verdict, 20)


WHOLE = Basket(
    [
        *[said("+referral", rating=5.0)] * 9,
        said("-effort", rating=1.0, state=State.SOLVED, handled=NOW + timedelta(hours=2)),
        said("", rating=2.0, state=State.TO_ANSWER),
        said("+returning", rating=None, kind="complaint"),
    ],
    came_back=1,
    goodwill=30.0,
    standings=standings(
        [("On time.", "promise"), ("Kind.", "friendliness")], [said("-promise"), said("+friendliness")]
    ),
)


@pytest.mark.parametrize(
    ("criterion", "value"),
    [
        ("rating", pytest.approx(48 / 11)),
        ("complaints", 3.0),
        ("answered", (1, 2)),
        ("answer_time", None),
        ("solved", 1.0),
        ("came_back", 1.0),
        ("referrals", 9.0),
        ("returning", 1.0),
        ("effort", (1, 11)),
        ("standards", (1, 2)),
        ("told_in_person", 1.0),
        ("goodwill", 30.0),
    ],
)
def test_every_criterion_has_its_figure(criterion: str, value: object) -> None:
    (figure,) = figures([criterion], WHOLE)
    assert figure.now == value
    assert figure.before is None


def test_a_scorecard_keeps_the_owners_order_and_measures_twice() -> None:
    card = figures(CRITERIA, WHOLE, Basket([]))
    assert tuple(one.criterion for one in card) == CRITERIA
    assert card[0].before is None
    assert card[1].before == 0.0


def test_locations_stand_side_by_side_in_their_order() -> None:
    week = [said("-waiting", location="Harbour")] * 2 + [said(rating=5.0, location="Station")] * 10 + [said()]
    harbour, station = by_place(["Harbour", "Station"], WEEK, week)
    assert (harbour.name, harbour.facts.count, harbour.facts.average, harbour.theme) == ("Harbour", 2, None, "waiting")
    assert (station.facts.average, station.theme) == (5.0, None)
