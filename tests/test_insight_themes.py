"""What themes cost, what is loved, what got better or came back, what people may tell each other, which headline."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from types import SimpleNamespace

import pytest
from factories import a_measure, a_scored, a_sentiment, a_stored

from insight import (
    PraisedTheme,
    ThemeCost,
    WeekFacts,
    came_back,
    effect,
    effort,
    headline,
    improved,
    ledger,
    praised,
    read_aloud,
    star_costs,
)
from model import Scored, State, ThemeHit, Week

WEEK = Week(2026, 46)
RULE = SimpleNamespace(tells_low=9, tells_high=15, solved_low=4, solved_high=6)


def said(rating: float | None, themes: str = "", **changes: object) -> Scored:
    """`themes` like "-waiting +taste"."""
    hits = tuple(ThemeHit(one[1:], "neg" if one[0] == "-" else "pos", 0, 1) for one in themes.split())
    state = changes.pop("state", None)
    stored = a_stored(rating=rating, week=WEEK, **changes)
    return a_scored(stored=stored, sentiment=a_sentiment(themes=hits, flagged=False, label=None), state=state)


def test_star_cost_is_the_average_without_the_complaints_minus_the_average() -> None:
    scored = [said(5)] * 8 + [said(1, "-waiting")] * 2
    assert star_costs(scored) == (ThemeCost("waiting", 2, 0, pytest.approx(5 - 4.2)),)


def test_a_grumble_in_a_five_star_review_costs_less_than_nothing() -> None:
    cost = star_costs([said(4)] * 9 + [said(5, "-price")])[0].cost
    assert cost is not None
    assert cost < 0


def test_the_costliest_theme_comes_first_not_the_most_frequent() -> None:
    scored = [said(5)] * 8 + [said(4, "-price")] * 3 + [said(1, "-delivery")] * 2
    assert [one.theme for one in star_costs(scored)] == ["delivery", "price"]


def test_what_one_review_says_comes_after_what_several_say() -> None:
    scored = [said(5)] * 8 + [said(4, "-price")] * 2 + [said(1, "-delivery")]
    assert [one.theme for one in star_costs(scored)] == ["price", "delivery"]


def test_of_two_costs_that_look_the_same_the_one_more_people_name_leads() -> None:
    scored = [said(5)] * 12 + [said(2, "-price")] * 4 + [said(1, "-atmosphere")] * 3
    costs = star_costs(scored)
    assert [one.theme for one in costs] == ["price", "atmosphere"]
    assert (costs[0].cost or 0) < (costs[1].cost or 0)


def test_of_two_costs_that_look_the_same_plain_complaints_lead() -> None:
    plain = [said(2, "-delivery")] * 4
    torn = [said(2, "-reachability")] * 2 + [said(2, "-reachability +reachability")] * 2
    assert star_costs([said(5)] * 12 + torn + plain)[0].theme == "delivery"


def test_a_theme_that_more_complain_of_than_praise_is_not_loved_most() -> None:
    scored = [said(5, "+delivery")] * 6 + [said(5, "+taste")] * 4 + [said(1, "-delivery")] * 7
    facts = WeekFacts(WEEK, count=17, rated=17, positive=10, negative=7, average=3.4)
    assert headline(facts, star_costs(scored), praised(scored), unread=False).praise == "taste"


def test_a_week_of_mostly_unhappy_customers_is_not_complimented() -> None:
    scored = [said(5, "+taste")] * 4 + [said(1, "-delivery")] * 8
    facts = WeekFacts(WEEK, count=12, rated=12, positive=4, negative=8, average=2.3)
    assert headline(facts, star_costs(scored), praised(scored), unread=False).praise is None


def test_below_ten_rated_reviews_themes_are_counted_only() -> None:
    assert star_costs([said(5)] * 7 + [said(1, "-waiting")] * 2)[0] == ThemeCost("waiting", 2, 0, None)


def test_where_everybody_complains_there_is_no_cost() -> None:
    assert star_costs([said(1, "-waiting")] * 12)[0].cost is None


def test_one_review_counts_once_a_theme() -> None:
    assert star_costs([said(1, "-waiting -waiting")])[0].count == 1


def test_leaving_is_a_consequence_not_a_cause() -> None:
    assert star_costs([said(1, "-leaving")]) == ()


def test_costs_and_praise_know_the_week_before() -> None:
    assert star_costs([said(1, "-waiting")], [said(1, "-waiting")] * 3)[0].before == 3
    assert praised([said(5, "+taste")], [said(5, "+taste")] * 2) == (PraisedTheme("taste", 1, 2),)


@pytest.mark.parametrize(("before", "now", "expected"), [(3, 2, [("waiting", 3, 2)]), (2, 0, []), (3, 3, [])])
def test_better_needs_three_complaints_before_and_fewer_now(before: int, now: int, expected: list[object]) -> None:
    found = improved([said(1, "-waiting")] * now, [said(1, "-waiting")] * before)
    assert [(one.theme, one.before, one.now) for one in found] == expected


def test_the_ledger_is_a_range_of_people() -> None:
    week = [said(1, state=State.TO_ANSWER), said(2, state=State.SOLVED), said(5, "+referral"), said(4)]
    book = ledger(week, RULE)
    assert (book.unhappy, book.low, book.high) == (2, 18, 30)
    assert (book.open, book.solved_low, book.solved_high, book.referrals) == (1, 4, 6, 1)


def test_a_complaint_told_to_staff_is_an_unhappy_customer() -> None:
    assert ledger([said(None, kind="complaint")], RULE).unhappy == 1


def test_effort_is_counted_per_hundred_from_ten_on() -> None:
    assert effort([said(1, "-effort")] + [said(5)] * 9).per_100 == 10
    assert effort([said(1, "-effort")] + [said(5)] * 8).per_100 is None


def on(day: date) -> Scored:
    return said(1, "-waiting", published=datetime(day.year, day.month, day.day, 12, tzinfo=UTC))


@pytest.mark.parametrize(("day", "back"), [(date(2026, 9, 30), 0), (date(2026, 10, 1), 0), (date(2026, 10, 2), 1)])
def test_a_theme_comes_back_after_its_measure(day: date, back: int) -> None:
    assert len(came_back([a_measure(since=date(2026, 10, 1))], [on(day)], UTC)) == back


def test_a_measure_that_ended_promises_nothing() -> None:
    measure = a_measure(since=date(2026, 10, 1), until=date(2026, 10, 5))
    assert came_back([measure], [on(date(2026, 10, 6))], UTC) == ()


def test_the_newest_measure_of_a_theme_counts() -> None:
    measures = [a_measure(since=date(2026, 11, 1), what="new"), a_measure(since=date(2026, 10, 1), what="old")]
    assert came_back(measures, [on(date(2026, 10, 20))], UTC) == ()


def test_an_effect_compares_spans_of_equal_length() -> None:
    measure = a_measure(since=date(2026, 11, 9))
    days = [date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 8), date(2026, 11, 9), date(2026, 11, 15)]
    found = effect(measure, [on(day) for day in days], date(2026, 11, 15), UTC)
    assert (found.days, found.before, found.since) == (7, 2, 2)


def test_praise_that_names_a_person_is_read_to_the_team() -> None:
    long = "Invented words that are long enough to be read aloud."
    best = said(5, "+staff", text=long, external_id="best")
    assert read_aloud([said(5, "+taste", text=long), best, said(5, "+staff -price", text=long), said(1)]) is best
    assert read_aloud([said(5, "+staff", text="Nice.")]) is None


def facts(count: int, negative: int = 0, average: float | None = None) -> WeekFacts:
    return WeekFacts(WEEK, count=count, rated=count, negative=negative, average=average)


WAITING = ThemeCost("waiting", 4, 1, 0.3)


@pytest.mark.parametrize(
    ("week", "costs", "unread", "pattern", "theme"),
    [
        (facts(0), (), False, "none", None),
        (facts(0), (), True, "sources_down", None),
        (facts(9, 4), (ThemeCost("waiting", 3, 0, None),), False, "quiet", "waiting"),
        (facts(20, 4), (WAITING,), False, "problem", "waiting"),
        (facts(20, 4), (ThemeCost("price", 1, 0, 0.3), WAITING), False, "problem", "waiting"),
        (facts(20, 4), (ThemeCost("price", 2, 0, 0.04),), False, "mixed", None),
        (facts(20, 2), (), False, "good", None),
        (facts(20, 3), (), True, "mixed", None),
    ],
)
def test_a_week_gets_the_pattern_it_deserves(
    week: WeekFacts, costs: tuple[ThemeCost, ...], unread: bool, pattern: str, theme: str | None
) -> None:
    found = headline(week, costs, (), unread=unread)
    assert (found.pattern, found.theme) == (pattern, theme)


def test_one_kind_word_is_not_what_people_love() -> None:
    assert headline(facts(20), (), (PraisedTheme("taste", 1, 0),), unread=False).praise is None
    assert headline(facts(20), (), (PraisedTheme("taste", 2, 0),), unread=False).praise == "taste"


@pytest.mark.parametrize(
    ("second", "beside"),
    [
        (ThemeCost("price", 3, 0, 0.31), "price"),
        (ThemeCost("price", 3, 0, 0.29), None),
        (ThemeCost("price", 2, 0, 0.4), None),
        (ThemeCost("price", 3, 0, None), None),
    ],
)
def test_what_weighs_nearly_as_much_is_named_beside_the_worst(second: ThemeCost, beside: str | None) -> None:
    worst = ThemeCost("delivery", 4, 0, 0.4)
    assert headline(facts(20, 4), (worst, second), (), unread=False).beside == beside


def test_a_week_without_a_problem_has_nothing_beside_it() -> None:
    slight = (ThemeCost("price", 2, 0, 0.04), ThemeCost("taste", 2, 0, 0.04))
    assert headline(facts(20, 4), slight, (), unread=False).beside is None


def test_of_two_minds_weighs_less_than_a_plain_complaint() -> None:
    scored = [said(2, "-taste +taste"), said(2, "-taste +taste"), said(2, "-taste -waiting"), said(2, "-waiting")]
    found = headline(facts(4, 4), star_costs(scored), (), unread=False, scored=scored)
    assert (found.theme, found.beside) == ("waiting", "taste")


def test_where_no_two_agree_each_unhappy_customer_is_heard_with_their_matter() -> None:
    scored = [said(2, "-taste +taste -waiting"), said(1, "-leaving"), said(1, "-price -effort"), said(5, "-booking")]
    assert headline(facts(4, 3), (), (), unread=False, scored=scored).told == ("waiting", "price")


def test_a_day_belongs_to_the_zone_of_the_business() -> None:
    late = said(1, "-waiting", published=datetime(2026, 10, 1, 23, 30, tzinfo=UTC))
    east = a_measure(since=date(2026, 10, 1))
    assert came_back([east], [late], UTC) == ()
    assert len(came_back([east], [late], timezone(timedelta(hours=1)))) == 1
