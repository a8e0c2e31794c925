"""When a source is crawled next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from config.rhythm import EARLY, LONGEST
from crawler.cadence import next_due
from model import Verdict

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
SIX, HOUR, DAY = timedelta(hours=6), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("verdict", "fails", "pause"),
    [
        (Verdict.OK, 0, SIX),
        (Verdict.SHORT, 3, SIX),
        (Verdict.SILENT, 9, SIX),
        (Verdict.CHANGED, 5, SIX),
        (Verdict.WAITING, 1, SIX),
        (Verdict.UNREACHABLE, 1, HOUR / 4),
        (Verdict.UNREACHABLE, 2, HOUR / 2),
        (Verdict.UNREACHABLE, 5, HOUR * 4),
        (Verdict.UNREACHABLE, 50, DAY),
        (Verdict.BLOCKED, 1, SIX),
        (Verdict.BLOCKED, 3, DAY),
        (Verdict.BLOCKED, 99, LONGEST),
        (Verdict.CRASHED, 2, HOUR * 12),
        (Verdict.ROBOTS, 1, DAY),
        (Verdict.ROBOTS, 2, DAY * 2),
        (Verdict.ROBOTS, 10_000, LONGEST),
    ],
)
def test_each_verdict_has_its_pause(verdict: Verdict, fails: int, pause: timedelta) -> None:
    assert next_due(verdict, fails, SIX, NOW) == NOW + pause


def test_a_source_that_is_read_seldom_is_not_read_more_often_for_being_blocked() -> None:
    assert next_due(Verdict.BLOCKED, 1, DAY * 31, NOW) == NOW + DAY * 31


@pytest.mark.parametrize(
    ("verdict", "asked", "due"),
    [
        (Verdict.WAITING, HOUR * 2, HOUR * 2),
        (Verdict.WAITING, DAY * 3, DAY * 3),
        (Verdict.WAITING, DAY * 400, LONGEST),  # no answer silences a source for ever
        (Verdict.OK, HOUR, SIX),
        (Verdict.OK, DAY, DAY),
    ],
)
def test_no_crawl_comes_before_the_site_allows(verdict: Verdict, asked: timedelta, due: timedelta) -> None:
    assert next_due(verdict, 1, SIX, NOW, not_before=NOW + asked) == NOW + due


@pytest.mark.parametrize("verdict", list(Verdict))
def test_the_spread_never_breaks_a_promise_and_is_the_same_for_the_same_source(verdict: Verdict) -> None:
    plain = next_due(verdict, 1, SIX, NOW)
    spread = {next_due(verdict, 1, SIX, NOW, seed=f"source {n}") for n in range(50)}
    assert len(spread) > 40
    assert all(plain - (plain - NOW) * EARLY <= due <= plain for due in spread)
    assert next_due(verdict, 1, SIX, NOW, seed="source 1") in spread


def test_the_spread_never_beats_a_wait() -> None:
    until = NOW + DAY
    assert all(next_due(Verdict.WAITING, 1, SIX, NOW, not_before=until, seed=str(n)) >= until for n in range(50))
