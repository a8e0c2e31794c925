from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from jobs.due import digest_due, digest_moment
from model import Week

CPH = ZoneInfo("Europe/Copenhagen")
SEVEN = time(7, 0)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "moment"),
    [
        ("2026-11-16 06:00", "2026-11-16 06:00"),  # Monday 07:00 in Copenhagen, to the second
        ("2026-11-16 05:59", "2026-11-09 06:00"),
        ("2026-10-26 05:59", "2026-10-19 05:00"),  # the clocks went back on Sunday: 07:00 moved from 05:00 to 06:00 UTC
        ("2026-10-26 06:00", "2026-10-26 06:00"),
        ("2026-03-30 05:00", "2026-03-30 05:00"),  # and forward in spring
        ("2027-01-04 12:00", "2027-01-04 06:00"),
    ],
)
def test_seven_o_clock_stays_seven_o_clock(now: str, moment: str) -> None:
    assert digest_moment(utc(now), day=0, at=SEVEN, zone=CPH) == utc(moment)


def test_every_monday_of_thirty_years_has_one_moment_seven_local_days_apart() -> None:
    now, seen = utc("2026-01-05 12:00"), set[datetime]()
    for _ in range(30 * 52):
        seen.add(digest_moment(now, day=0, at=SEVEN, zone=CPH))
        now += timedelta(days=7)
    assert len(seen) == 30 * 52
    assert {(moment.astimezone(CPH).weekday(), moment.astimezone(CPH).hour) for moment in seen} == {(0, 7)}


def test_a_time_that_spring_skips_is_still_one_moment() -> None:
    moment = digest_moment(utc("2026-03-29 12:00"), day=6, at=time(2, 30), zone=CPH)
    assert moment.astimezone(CPH).strftime("%H:%M") == "03:30"


def test_the_digest_of_monday_tells_the_week_before() -> None:
    due = digest_due(utc("2026-11-16 06:00"), day=0, at=SEVEN, zone=CPH, started=LONG_AGO)
    assert due is not None
    assert (due.week, due.late) == (Week(2026, 46), False)


def test_week_53_is_told_on_the_fourth_of_january() -> None:
    due = digest_due(utc("2027-01-04 06:30"), day=0, at=SEVEN, zone=CPH, started=LONG_AGO)
    assert due is not None
    assert due.week == Week(2026, 53)


def test_two_days_off_makes_it_late_not_lost() -> None:
    due = digest_due(utc("2026-11-18 09:00"), day=0, at=SEVEN, zone=CPH, started=LONG_AGO)
    assert due is not None
    assert (due.week, due.late) == (Week(2026, 46), True)


def test_after_six_days_the_next_one_is_nearer() -> None:
    assert digest_due(utc("2026-11-22 12:00"), day=0, at=SEVEN, zone=CPH, started=LONG_AGO) is None


def test_a_business_set_up_on_wednesday_gets_its_first_weekly_digest_next_monday() -> None:
    started = utc("2026-11-18 10:00")
    assert digest_due(utc("2026-11-18 10:05"), day=0, at=SEVEN, zone=CPH, started=started) is None
    assert digest_due(utc("2026-11-23 06:05"), day=0, at=SEVEN, zone=CPH, started=started) is not None
