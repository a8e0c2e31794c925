"""Reviews without their words give the same figures as the full ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, timedelta

import pytest
from factories import CAFE, NOW, a_review, a_sentiment

import insight
from model import State, ThemeHit, Week
from store import Store

WEEK = Week.of(NOW, UTC)
KINDS = ("review", "feedback", "complaint", "mention")


@pytest.fixture
def many(store: Store) -> Store:
    """Sixty reviews of three weeks: all kinds and stars, some flagged, some of those answered or dismissed."""
    made = [
        a_review(
            external_id=f"r{n}",
            kind=KINDS[n % 11 % 4],
            rating=[1.0, 2.0, 3.0, 4.5, 5.0, None][n % 6],
            location=["", "Harbour"][n % 2],
            published=NOW - timedelta(days=n % 21, hours=n),
            reply="Sorry." if n % 9 == 0 else None,
            replied=NOW if n % 9 == 0 else None,
        )
        for n in range(60)
    ]
    store.reviews.add(made, seen=NOW, zone=UTC)
    for stored in store.reviews.unscored():
        flagged = stored.id % 3 == 0
        themes = (ThemeHit(["waiting", "effort", "taste"][stored.id % 3], ["neg", "pos"][stored.id % 2], 0, 2),)
        found = a_sentiment(flagged=flagged, themes=themes, label=["neg", "pos"][stored.id % 2])
        store.flags.save(stored, found, now=NOW, open=State.TO_ANSWER if flagged else None)
        if stored.id % 6 == 0:
            to = State.DISMISSED if stored.id % 12 else State.SOLVED
            store.flags.move(stored.id, to, rev=1, who="j", now=NOW + timedelta(hours=stored.id))
    return store


def test_the_figures_are_those_of_the_full_reviews(many: Store) -> None:
    full = many.reviews.scored(CAFE, WEEK.shift(-3), WEEK)
    lean = many.sums.scored(CAFE, WEEK.shift(-3), WEEK)
    assert sum(one.n for one in lean) == len(full) > 50
    assert insight.eight_weeks(lean, WEEK) == insight.eight_weeks(full, WEEK)
    assert insight.sum_up(WEEK, lean) == insight.sum_up(WEEK, full)
    assert insight.praised(lean) == insight.praised(full)
    assert insight.effort(lean) == insight.effort(full)
    costs = [(one.theme, one.count, round(one.cost or 0, 9)) for one in insight.star_costs(lean)]
    assert costs == [(one.theme, one.count, round(one.cost or 0, 9)) for one in insight.star_costs(full)]


def test_complaints_of_a_theme_come_with_their_time(many: Store) -> None:
    full = [one for one in many.reviews.scored(CAFE, WEEK.shift(-3), WEEK) if "taste" in one.sentiment.complaints()]
    lean = many.sums.complaints(CAFE, ["taste"], WEEK.shift(-3), WEEK)
    days = sorted(one.stored.belongs.date() for one in full)
    assert sorted(day for one in lean for day in [one.stored.belongs.date()] * one.n) == days
    assert many.sums.complaints(CAFE, [], WEEK.shift(-3), WEEK) == []


def test_other_weeks_and_businesses_are_left_out(many: Store) -> None:
    assert many.sums.scored("Hotel", WEEK.shift(-3), WEEK) == []
    assert many.sums.scored(CAFE, WEEK.shift(1), WEEK.shift(2)) == []


def test_kept_sums_are_those_made_on_the_spot(many: Store) -> None:
    fresh = many.sums.scored(CAFE, WEEK.shift(-3), WEEK)
    told = many.sums.complaints(CAFE, ["taste", "waiting"], WEEK.shift(-3), WEEK)
    assert many.sums.keep(CAFE, WEEK.shift(-3), WEEK) == 4
    assert many.sums.keep(CAFE, WEEK.shift(-3), WEEK) == 0
    assert many.sums.scored(CAFE, WEEK.shift(-3), WEEK) == fresh
    assert many.sums.complaints(CAFE, ["taste", "waiting"], WEEK.shift(-3), WEEK) == told


def _edit(store: Store) -> None:
    store.reviews.add([a_review(external_id="r3", text="Anew.", published=NOW)], seen=NOW + timedelta(1), zone=UTC)


CHANGES: dict[str, Callable[[Store], object]] = {
    "a new review": lambda store: store.reviews.add([a_review(external_id="x")], seen=NOW, zone=UTC),
    "an edit": _edit,
    "an answer": lambda store: store.flags.move(3, State.ANSWERED, rev=1, who="j", now=NOW + timedelta(days=1)),
    "a correction": lambda store: store.flags.correct(3, "not_negative", "j", NOW),
    "somebody is forgotten": lambda store: store.reviews.erase("Mia Wong", NOW),
}


@pytest.mark.parametrize("change", CHANGES)
def test_no_figure_is_read_from_a_sum_that_something_has_changed(many: Store, change: str) -> None:
    many.sums.keep(CAFE, WEEK.shift(-3), WEEK)
    CHANGES[change](many)
    for stored in many.reviews.unscored():
        many.flags.save(stored, a_sentiment(), now=NOW + timedelta(days=1), open=State.TO_ANSWER)
    kept = many.sums.scored(CAFE, WEEK.shift(-3), WEEK)
    full = many.reviews.scored(CAFE, WEEK.shift(-3), WEEK)
    assert insight.eight_weeks(kept, WEEK) == insight.eight_weeks(full, WEEK)
    assert insight.effort(kept) == insight.effort(full)
