"""A budget of requests goes where and when news are to be expected, and nobody is forgotten."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.rhythm import EVEN, LONGEST, SHORTEST, longest_pause, spendable
from crawler.adaptive import ALWAYS, WINDOW, Habits, fitted, habits_of, pauses, rate_of

DAY = timedelta(days=1)
QUIET = [0] * WINDOW


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ([2] * 60, [1] * 60),
        ([0] * 50 + [3] * 10, [3] * 10 + [0] * 50),  # news fade
        ([1], []),
        ([*QUIET[:-1], 1], QUIET),
        ([0] * 10, QUIET),  # known for ten days only: it may still turn out lively
    ],
)
def test_recent_news_make_more_news_likely(more: list[int], less: list[int]) -> None:
    assert rate_of(more) > rate_of(less) > 0


def test_a_steady_source_is_taken_for_what_it_is() -> None:
    assert rate_of([2] * WINDOW) == pytest.approx(2, rel=0.05)


def test_one_lively_day_is_no_trend() -> None:
    assert rate_of([*QUIET[:-1], 7]) < 1


def test_four_times_the_news_are_asked_for_twice_as_often() -> None:
    got = pauses({"lively": 4.0, "calm": 1.0}, budget=30)
    even = EVEN * 30 / 2
    assert (DAY / got["lively"] - even) / (DAY / got["calm"] - even) == pytest.approx(2)


def test_a_crawl_that_costs_more_comes_less_often() -> None:
    got = pauses({"dear": 1.0, "cheap": 1.0}, budget=10, costs={"dear": 4, "cheap": 1})
    assert got["dear"] > got["cheap"]


def test_a_source_alone_gets_the_whole_budget() -> None:
    assert pauses({"only": 0.01}, budget=24) == {"only": timedelta(hours=1)}


rates = st.dictionaries(st.integers(), st.floats(1e-6, 1e3), min_size=1, max_size=12)


@given(rates, st.integers(1, 10_000))
def test_the_budget_is_kept_and_nobody_is_forgotten(rates: dict[int, float], budget: int) -> None:
    got = pauses(rates, budget=budget)
    asked = sum(DAY / pause for pause in got.values() if pause < LONGEST)
    assert asked <= budget * 1.000001
    even = DAY * len(rates) / (EVEN * budget)
    assert all(SHORTEST <= pause <= max(min(even, LONGEST), SHORTEST) * 1.000001 for pause in got.values())


@given(rates, st.integers(1, 100))
def test_who_has_more_news_never_waits_longer(rates: dict[int, float], budget: int) -> None:
    got = pauses(rates, budget=budget)
    ordered = sorted(rates, key=rates.__getitem__)
    assert all(got[one] >= got[other] for one, other in pairwise(ordered))


@given(rates, st.integers(1, 10_000))
def test_no_pause_is_longer_than_what_check_promises(rates: dict[int, float], budget: int) -> None:
    promised = longest_pause(budget, len(rates))
    assert all(pause <= promised * 1.000001 for pause in pauses(rates, budget=spendable(budget)).values())


MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
CPH = ZoneInfo("Europe/Copenhagen")
EVENINGS = [MONDAY + timedelta(days=n, hours=19, minutes=n) for n in range(56)]
SIX = timedelta(hours=6)


def test_who_never_wrote_is_expected_at_any_hour_alike() -> None:
    assert ALWAYS.pace == pytest.approx([1.0] * 168)
    assert pytest.approx(1.0) == ALWAYS.weight


def test_hours_in_which_people_write_are_crawled_densely_and_their_neighbours_too() -> None:
    pace = habits_of(EVENINGS).pace
    monday = pace[:24]
    assert max(monday) == monday[19] > 2 * monday[4]
    assert monday[18] == monday[20] > monday[4] == monday[10]
    assert sum(pace) / 168 == pytest.approx(1)


def test_a_known_day_tells_the_weekday_and_no_hour() -> None:
    sundays = [date(2026, 11, 15) - timedelta(weeks=n) for n in range(20)]
    pace = habits_of((), sundays).pace
    assert pace[6 * 24] > 1.5 * pace[0]
    assert len(set(pace[:24])) == 1


def test_few_reviews_say_little() -> None:
    assert max(habits_of(EVENINGS[:1]).pace) < 1.4


def test_reviews_that_crowd_together_need_fewer_crawls() -> None:
    assert 0.5 < habits_of(EVENINGS).weight < habits_of(EVENINGS[:7]).weight < 1


def test_at_the_busy_hour_the_next_crawl_is_near_and_at_night_far() -> None:
    habits = habits_of(EVENINGS)
    busy, quiet = (fitted(SIX / 2, habits, MONDAY + timedelta(hours=hour), UTC) for hour in (17.5, 21.5))
    assert busy * 1.5 < quiet


@pytest.mark.parametrize("habits", [ALWAYS, habits_of(EVENINGS)], ids=["always", "evenings"])
def test_over_a_week_the_crawls_are_as_many_as_the_pause_says(habits: Habits) -> None:
    at = MONDAY
    for _ in range(28):
        at += fitted(SIX, habits, at, UTC)
    assert at - MONDAY == pytest.approx(timedelta(days=7), abs=timedelta(minutes=1))


@given(st.floats(0.3, 160), st.integers(0, 366 * 24 * 60), st.sampled_from(["UTC", "Asia/Kathmandu", "Europe/Berlin"]))
def test_without_habits_a_pause_stays_what_it_is_at_any_time_and_place(hours: float, minute: int, zone: str) -> None:
    pause, now = timedelta(hours=hours), MONDAY + timedelta(minutes=minute)
    assert abs(fitted(pause, ALWAYS, now, ZoneInfo(zone)) - pause) < timedelta(seconds=1)


def test_hours_are_those_of_the_business() -> None:
    habits = habits_of(moment.astimezone(CPH) for moment in EVENINGS)
    assert habits.pace[20] == max(habits.pace[:24])
    assert fitted(SIX / 2, habits, MONDAY + timedelta(hours=17.5), CPH) < SIX / 3


@given(st.floats(0.01, 400), st.lists(st.datetimes(timezones=st.just(UTC)), max_size=60))
def test_no_habit_makes_a_pause_shorter_or_longer_than_any_may_be(hours: float, times: list[datetime]) -> None:
    assert SHORTEST <= fitted(timedelta(hours=hours), habits_of(times), MONDAY, UTC) <= LONGEST
