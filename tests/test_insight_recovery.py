"""Who raised the stars after an answer: counted by what was done and how soon, from the versions edits leave."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from factories import CAFE, NOW, a_review, a_sentiment

from insight import Share, recovery
from model import AfterAnswer, State
from store import Store

DAY = timedelta(days=1)


def case(now: float, *, before: float = 1.0, after: timedelta = DAY / 2, remedies: tuple[str, ...] = ()) -> AfterAnswer:
    return AfterAnswer(1, NOW, NOW + after, before, now, None, remedies)


def test_only_low_ratings_count_and_only_more_stars_are_better() -> None:
    found = recovery([case(5.0), case(1.0), case(1.0, before=2.0), case(5.0, before=4.0)])
    assert found.all == Share(better=1, answered=3)


def test_remedies_and_delays_are_told_apart() -> None:
    found = recovery([case(4.0, remedies=("cake",)), case(1.0, remedies=("cake", "call"), after=2 * DAY)])
    assert found.by_remedy == (("cake", Share(1, 2)), ("call", Share(0, 1)))
    assert found.by_delay == (Share(1, 1), Share(0, 1), Share(0, 0))


def test_nobody_answered_is_nothing() -> None:
    assert recovery([]).all == Share(0, 0)


@pytest.mark.parametrize(("stars", "better"), [(5.0, 1), (1.0, 0)])
def test_an_edit_after_the_answer_tells_who_came_round(store: Store, stars: float, better: int) -> None:
    add(store, 1.0, NOW)
    store.flags.tick(1, "cake", True, "j", NOW + DAY / 4)
    store.flags.move(1, State.ANSWERED, rev=1, who="j", now=NOW + DAY / 2)
    add(store, stars, NOW + DAY, text="They called me and made it right.")
    (found,) = store.recovered.cases(CAFE, NOW - DAY)
    assert (found.before, found.now, found.changed, found.remedies) == (1.0, stars, NOW + DAY, ("cake",))
    assert recovery([found]).all == Share(better, 1)


def test_stars_raised_before_the_answer_are_no_success_of_it(store: Store) -> None:
    add(store, 1.0, NOW)
    add(store, 3.0, NOW + DAY / 4, text="Still cold, but they were kind.")
    store.flags.move(1, State.ANSWERED, rev=store.flags.get(1).rev, who="j", now=NOW + DAY / 2)
    (found,) = store.recovered.cases(CAFE, NOW - DAY)
    assert (found.before, found.now) == (3.0, 3.0)


@pytest.mark.parametrize(("first", "until", "found"), [(0.5, 1.5, 1), (1.0, 1.5, 1), (0.5, 1.0, 0), (1.5, 9.0, 0)])
def test_of_a_week_those_are_found_who_edited_in_it(store: Store, first: float, until: float, found: int) -> None:
    add(store, 1.0, NOW)
    store.flags.move(1, State.ANSWERED, rev=1, who="j", now=NOW + DAY / 2)
    add(store, 5.0, NOW + DAY, text="They called me and made it right.")
    add(store, 4.0, NOW + 2 * DAY, text="They called me, and it was nearly right.")
    cases = store.recovered.changed(CAFE, NOW - DAY, NOW + first * DAY, NOW + until * DAY)
    assert cases == store.recovered.cases(CAFE, NOW - DAY)[:found]


def test_an_edit_without_an_answer_is_nobodys_success(store: Store) -> None:
    add(store, 1.0, NOW)
    add(store, 5.0, NOW + DAY, text="It was not that bad.")
    assert store.recovered.changed(CAFE, NOW - DAY, NOW, NOW + 2 * DAY) == []


def add(store: Store, stars: float, at: datetime, text: str = "Cold soup.") -> None:
    store.reviews.add([a_review(external_id="one", rating=stars, text=text, published=NOW)], seen=at, zone=UTC)
    for stored in store.reviews.unscored():
        store.flags.save(stored, a_sentiment(flagged=True), now=at, open=State.TO_ANSWER)
