"""A budget of requests goes where news are to be expected, and nobody is forgotten."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.adaptive import EVEN, LONGEST, SHORTEST, WINDOW, pauses, rate_of

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
