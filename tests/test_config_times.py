"""Spans, times of day and opening hours as people write them."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from config.times import parse_clock, parse_day, parse_hours, parse_span, say_span

HOURS = parse_hours({"mon-thu": "07:00-18:00", "fri": "11:30-14:00, 18:00-02:00", "sun": "closed"})
ZONE = ZoneInfo("Europe/Copenhagen")


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("6 hours", timedelta(hours=6)),
        ("1 day", timedelta(days=1)),
        ("30 min", timedelta(minutes=30)),
        ("1 hour", timedelta(hours=1)),
        ("90 minutes", timedelta(minutes=90)),
        ("2 weeks", timedelta(days=14)),
        ("3 years", timedelta(days=1095)),
    ],
)
def test_spans_are_read_and_said_back(text: str, span: timedelta) -> None:
    assert parse_span(text) == span
    assert parse_span(say_span(span)) == span


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("6h", '"6 hours"'),
        ("1h", '"1 hour"'),
        ("30m", '"30 min"'),
        ("6hours", '"6 hours"'),
        ("2 dyas", '"2 days"'),
        ("daily", 'write "1 day"'),
        ("6", 'write it like "6 hours"'),
        ("", "write it like"),
        ("-1 day", "write it like"),
        ("1.5 hours", "write it like"),
        ("1 month", 'write "30 days"'),
        ("soon", "write it like"),
        (6, "write it like"),
        (None, "write it like"),
    ],
)
def test_what_is_no_span_is_refused_with_a_hint(text: object, hint: str) -> None:
    with pytest.raises(ValueError, match="is not a length of time") as caught:
        parse_span(text)
    assert hint in str(caught.value)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("7:00", '"07:00"'),
        ("7", '"07:00"'),
        ("7am", '"07:00"'),
        ("7.30 pm", '"19:30"'),
        ("12 am", '"00:00"'),
        ("18 Uhr", '"18:00"'),
        ("18h", '"18:00"'),
        ("25:00", "write it like"),
        ("24:00", "write it like"),
        ("noon", "write it like"),
    ],
)
def test_what_is_no_time_of_day_is_refused_with_a_hint(text: str, hint: str) -> None:
    with pytest.raises(ValueError, match="is not a time of day") as caught:
        parse_clock(text)
    assert hint in str(caught.value)


def test_times_and_days_are_read() -> None:
    assert (parse_clock("07:05"), parse_clock("23:59")) == (time(7, 5), time(23, 59))
    assert [parse_day(day) for day in ("monday", "Tue", 6)] == [0, 1, 6]


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-16T06:59", False),  # a Monday
        ("2026-11-16T07:00", True),
        ("2026-11-16T17:59", True),
        ("2026-11-16T18:00", False),
        ("2026-11-20T15:00", False),  # Friday afternoon
        ("2026-11-20T23:30", True),
        ("2026-11-21T01:59", True),  # Saturday, still Friday night
        ("2026-11-21T02:00", False),
        ("2026-11-22T12:00", False),  # Sunday
    ],
)
def test_open_or_closed(moment: str, is_open: bool) -> None:
    assert HOURS.is_open(datetime.fromisoformat(moment).replace(tzinfo=ZONE), ZONE) is is_open


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-16T05:00", "2026-11-16T07:00"),
        ("2026-11-16T12:00", "2026-11-16T12:00"),
        ("2026-11-20T15:00", "2026-11-20T18:00"),
        ("2026-11-21T03:00", "2026-11-23T07:00"),
        ("2026-10-25T01:00", "2026-10-26T07:00"),  # the night the clocks change
    ],
)
def test_the_next_opening(moment: str, opens: str) -> None:
    at = datetime.fromisoformat(moment).replace(tzinfo=ZONE).astimezone(UTC)
    assert HOURS.next_open(at, ZONE) == datetime.fromisoformat(opens).replace(tzinfo=ZONE)


def test_a_business_that_never_opens_delays_nothing() -> None:
    at = datetime(2026, 11, 16, 12, tzinfo=UTC)
    assert parse_hours({}).next_open(at, ZONE) == at


def test_a_range_of_days_may_run_over_sunday_and_midnight_may_be_24() -> None:
    hours = parse_hours({"sat-mon": "10:00-24:00"})
    assert [bool(day) for day in hours.days] == [True, False, False, False, False, True, True]
    assert hours.is_open(datetime(2026, 11, 16, 23, 59, tzinfo=ZONE), ZONE)


@pytest.mark.parametrize("value", ["07:00-18:00", ["mon"], {"mon": "7-18"}, {"mondy": "07:00-18:00"}, {"mon": None}])
def test_opening_hours_that_cannot_be_read_are_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"write|did you mean"):
        parse_hours(value)
