"""A week in figures: zeros are zeros, few reviews are counts, weeks follow the calendar of the business."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from factories import a_review, a_scored, a_sentiment, a_stored

from insight import ENOUGH, eight_weeks, is_negative, median_answer, sum_up, tone, week_facts
from model import Scored, State, Week

WEEK = Week(2026, 46)
CPH = ZoneInfo("Europe/Copenhagen")


def rated(*ratings: float | None, week: Week = WEEK) -> list[Scored]:
    return [
        a_scored(stored=a_stored(id=n, week=week, rating=rating), sentiment=a_sentiment(flagged=False, label=None))
        for n, rating in enumerate(ratings, start=1)
    ]


def test_a_whole_week_adds_up() -> None:
    facts = week_facts(WEEK, rated(5, 5, 5, 5, 4, 4, 3, 3, 2, 1, 1))
    assert (facts.count, facts.positive, facts.neutral, facts.negative) == (11, 6, 2, 3)
    assert facts.average == pytest.approx(38 / 11)


def test_a_week_without_reviews_is_zeros_not_a_gap() -> None:
    facts = week_facts(WEEK, [])
    assert (facts.count, facts.positive, facts.negative, facts.average, facts.typical) == (0, 0, 0, None, None)


@pytest.mark.parametrize(("count", "has_average"), [(ENOUGH - 1, False), (ENOUGH, True)])
def test_below_ten_reviews_there_is_no_average(count: int, has_average: bool) -> None:
    facts = week_facts(WEEK, rated(*[4.0] * count))
    assert (facts.average is not None) is has_average
    assert facts.enough is has_average


def test_a_change_needs_two_averages() -> None:
    now, few = week_facts(WEEK, rated(*[4.0] * 10)), week_facts(WEEK, rated(*[5.0] * 9))
    before = week_facts(WEEK, rated(*[4.5] * 10))
    assert now.change(few) is None
    assert now.change(before) == pytest.approx(-0.5)


def test_reviews_of_other_weeks_are_left_out() -> None:
    assert week_facts(WEEK, rated(5, 5) + rated(1, week=WEEK.shift(-1))).count == 2


def test_a_sum_may_span_weeks() -> None:
    assert sum_up(WEEK, rated(5, 5) + rated(1, week=WEEK.shift(-1))).count == 3


@pytest.mark.parametrize(
    ("rating", "label", "expected"),
    [(5, None, "pos"), (3.5, None, "pos"), (3.4, None, "neu"), (2.5, None, "neu"), (2.4, None, "neg"),
     (1, "pos", "neg"), (None, "neg", "neg"), (None, "pos", "pos"), (None, None, "neu")],
)  # fmt: skip
def test_stars_say_the_tone_and_text_where_there_are_none(
    rating: float | None, label: str | None, expected: str
) -> None:
    scored = a_scored(stored=a_stored(rating=rating), sentiment=a_sentiment(label=label))
    assert tone(scored) == expected
    assert is_negative(scored) is (expected == "neg")


def test_complaints_and_mentions_are_counted_apart_from_reviews() -> None:
    kinds = ["review", "feedback", "complaint", "mention", "mention"]
    scored = [a_scored(stored=a_stored(week=WEEK, kind=kind)) for kind in kinds]
    facts = week_facts(WEEK, scored)
    assert (facts.count, facts.complaints, facts.mentions) == (2, 1, 2)


def answered(hours: float, state: State = State.ANSWERED) -> Scored:
    stored = a_stored(week=WEEK, published=datetime(2026, 11, 10, 8, tzinfo=UTC))
    return a_scored(stored=stored, state=state, handled=stored.belongs + timedelta(hours=hours))


def test_the_typical_answer_is_the_median() -> None:
    assert median_answer([answered(1), answered(5), answered(90)]) == timedelta(hours=5)


def test_two_answers_are_not_typical() -> None:
    assert median_answer([answered(1), answered(5)]) is None


def test_an_answer_before_the_clock_started_took_no_time() -> None:
    assert median_answer([answered(-2)] * 3) == timedelta(0)


def test_a_public_reply_counts_as_answered_whatever_the_state() -> None:
    stored = a_stored(week=WEEK, review=a_review(reply="Thank you."))
    assert week_facts(WEEK, [a_scored(stored=stored, state=State.TO_ANSWER)]).answered == 1


def test_what_staff_dismissed_is_not_flagged() -> None:
    assert week_facts(WEEK, [answered(1, State.DISMISSED)]).flagged == 0


def test_eight_weeks_cross_new_year_and_week_53() -> None:
    weeks = eight_weeks(rated(5, week=Week(2026, 53)), Week(2027, 2))
    assert [str(one.week) for one in weeks][-3:] == ["2026-W53", "2027-W01", "2027-W02"]
    assert [one.count for one in weeks] == [0, 0, 0, 0, 0, 1, 0, 0]


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        (
            datetime(2026, 10, 25, 22, 59, tzinfo=UTC),
            "2026-W43",
        ),  # clocks went back at night: Sunday 23:59 in Copenhagen
        (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), "2026-W44"),
        (datetime(2026, 3, 29, 21, 59, tzinfo=UTC), "2026-W13"),  # and forward: Sunday 23:59 again, one hour earlier
        (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), "2026-W14"),
        (datetime(2027, 1, 3, 22, 59, tzinfo=UTC), "2026-W53"),
    ],
)
def test_a_week_ends_at_local_midnight_when_clocks_change(moment: datetime, week: str) -> None:
    assert str(Week.of(moment, CPH)) == week
    scored = [a_scored(stored=a_stored(published=moment, week=Week.of(moment, CPH)))]
    assert week_facts(Week.parse(week), scored).count == 1
