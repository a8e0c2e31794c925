"""A verdict for each kind of crawl, in order, in words for the operator."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crawler.health import judge
from crawler.report_run import FAILURES, RunReport
from crawler.silence import daily_arrivals, quiet_days
from model import Verdict

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
FULL = {"text": 1.0, "rating": 1.0, "date": 1.0, "author": 1.0}


def a_report(**facts: Any) -> RunReport:
    usual: dict[str, Any] = {"at": NOW, "finish": "end", "status": 200, "pages": 1, "seen": 20, "coverage": FULL}
    return RunReport(**usual | {"fingerprint": "a b c d", "url": "https://a.example/r"} | facts)


def failed(failure: str, **facts: Any) -> RunReport:
    usual: dict[str, Any] = {"said": "it went wrong", "url": "https://a.example/r"}
    return RunReport(at=NOW, failure=failure, **usual | facts)


def past(*reports: RunReport) -> list[RunReport]:
    """As history: the first one given is the newest."""
    return [RunReport.from_facts(report.to_facts() | _aged(days)) for days, report in enumerate(reports, 1)]


def _aged(days: int) -> dict[str, str]:
    return {"at": (NOW - timedelta(days=days)).isoformat()}


@pytest.mark.parametrize(
    ("report", "verdict", "word"),
    [
        (a_report(), Verdict.OK, "20 reviews read"),
        (a_report(finish="not_modified", seen=0), Verdict.OK, "Nothing has changed"),
        (a_report(seen=0, via="feed"), Verdict.OK, "0 reviews"),  # new and empty
        (failed("waiting", not_before=NOW), Verdict.WAITING, "2026-11-22 08:00"),
        (failed("status", status=401), Verdict.BLOCKED, "HTTP 401"),
        (failed("status", status=403), Verdict.BLOCKED, "export"),
        (failed("status", status=429), Verdict.BLOCKED, "more seldom"),
        (failed("status", status=999), Verdict.BLOCKED, "HTTP 999"),
        (failed("status", status=302), Verdict.CHANGED, "leads on to where we cannot follow"),
        (failed("status", status=400), Verdict.CHANGED, "sent no page (HTTP 400)"),
        (failed("login"), Verdict.BLOCKED, "sign-in"),
        (failed("challenge"), Verdict.BLOCKED, "robots"),
        (failed("left_site"), Verdict.BLOCKED, "config.yaml"),
        (failed("no_reviews", final_url="https://a.example/", moved=True), Verdict.BLOCKED, "https://a.example/"),
        (failed("status", status=500), Verdict.UNREACHABLE, "HTTP 500"),
        (failed("dns"), Verdict.UNREACHABLE, "check the address"),
        (failed("tls"), Verdict.UNREACHABLE, "could not be reached"),
        (RunReport(at=NOW, finish="timeout", seen=5), Verdict.UNREACHABLE, "too long"),
        (failed("robots"), Verdict.ROBOTS, "obey_robots"),
        (failed("robots_down"), Verdict.ROBOTS, "try again later"),
        (failed("status", status=404), Verdict.CHANGED, "HTTP 404"),
        (failed("no_reviews"), Verdict.CHANGED, "sources test"),
        (failed("no_reviews", final_url="https://a.example/r?s=1"), Verdict.CHANGED, "sources test"),
        (failed("too_large"), Verdict.CHANGED, "It went wrong"),
        (failed("files"), Verdict.CHANGED, "It went wrong"),
        (failed("crash"), Verdict.CRASHED, "ended the crawler"),
        (failed("bug"), Verdict.CRASHED, "report it"),
    ],
)
def test_the_first_crawl_of_a_source_already_gets_the_right_verdict(
    report: RunReport, verdict: Verdict, word: str
) -> None:
    found, said = judge(report, [])
    assert (found, word in said) == (verdict, True), said


@pytest.mark.parametrize("failure", sorted(FAILURES))
def test_no_failure_is_ever_ok(failure: str) -> None:
    verdict, said = judge(failed(failure, status=418), past(a_report(), a_report()))
    assert verdict is not Verdict.OK
    assert said.rstrip(".")


def test_a_crawl_that_says_neither_why_nor_how_it_ended_is_not_ok() -> None:
    assert judge(RunReport(at=NOW, failure="bug"), [])[0] is Verdict.CRASHED


def test_an_empty_page_where_reviews_used_to_be_is_a_change_at_once() -> None:
    verdict, said = judge(a_report(seen=0, coverage={}), past(a_report(), a_report(seen=18)))
    assert (verdict, "usually has 19" in said) == (Verdict.CHANGED, True)


def test_unchanged_answers_and_failures_do_not_count_as_empty_pages() -> None:
    quiet = a_report(finish="not_modified", seen=0)
    assert judge(quiet, past(quiet, failed("dns"), a_report()))[0] is Verdict.OK
    assert judge(a_report(seen=0, coverage={}), past(quiet, quiet, a_report()))[0] is Verdict.CHANGED


POOR = {"text": 1.0, "rating": 0.4, "date": 1.0, "author": 1.0}


@pytest.mark.parametrize(
    ("history", "verdict"),
    [
        ((a_report(), a_report()), Verdict.OK),  # once may be chance
        ((a_report(coverage=POOR), a_report(), a_report()), Verdict.CHANGED),
        ((a_report(coverage=POOR), a_report(coverage=POOR), a_report(coverage=POOR)), Verdict.OK),  # always was so
        ((), Verdict.OK),
    ],
)
def test_a_field_that_goes_missing_twice_is_a_change(history: tuple[RunReport, ...], verdict: Verdict) -> None:
    found, said = judge(a_report(coverage=POOR), past(*history))
    assert (found, found is Verdict.OK or "rating" in said) == (verdict, True)


QUIET = a_report(finish="not_modified", seen=0)


@pytest.mark.parametrize(
    "between", [(), (QUIET,), (failed("timeout"), QUIET), (QUIET,) * 7], ids=["none", "304", "time-out", "304s"]
)
def test_answers_that_show_no_page_between_two_readings_do_not_hide_a_change(between: tuple[RunReport, ...]) -> None:
    history = past(*between, a_report(coverage=POOR), a_report(), a_report())
    assert judge(a_report(coverage=POOR), history)[0] is Verdict.CHANGED


def test_a_page_does_not_become_right_by_looking_wrong_for_long() -> None:
    wrong = [a_report(coverage=POOR, doubtful=True)] * 20
    assert judge(a_report(coverage=POOR), past(*wrong, a_report()))[0] is Verdict.CHANGED
    assert judge(a_report(), past(*wrong, a_report()))[0] is Verdict.OK


def test_a_source_that_is_read_in_another_way_is_not_held_against_the_old_one() -> None:
    history = past(a_report(coverage=POOR, recipe="new"), a_report(recipe="old"), a_report(recipe="old"))
    assert judge(a_report(coverage=POOR, recipe="new"), history)[0] is Verdict.OK
    assert judge(a_report(coverage=POOR, recipe="old"), history)[0] is Verdict.OK


@pytest.mark.parametrize(("moved", "verdict"), [(True, Verdict.CHANGED), (False, Verdict.OK)])
def test_another_page_of_the_site_with_fewer_reviews_is_a_change(moved: bool, verdict: Verdict) -> None:
    odd = a_report(seen=5, moved=moved, final_url="https://a.example/")
    found, said = judge(odd, past(odd, a_report(), a_report()))
    assert (found, found is Verdict.OK or "now leads to https://a.example/" in said) == (verdict, True)


def test_a_page_that_always_led_there_is_no_change() -> None:
    usual = a_report(moved=True, final_url="https://a.example/en/r")
    fewer = a_report(seen=5, moved=True, final_url="https://a.example/en/r")
    assert judge(fewer, past(fewer, usual, usual))[0] is Verdict.OK


@pytest.mark.parametrize(
    ("was", "title", "named"), [("Guests", "Welcome", True), ("Guests", "Guests", False), ("", "Welcome", False)]
)
def test_a_page_without_reviews_says_what_it_is_called_now(was: str, title: str, named: bool) -> None:
    _, said = judge(failed("no_reviews", title=title), past(failed("dns"), a_report(title=was)))
    assert ("was called “Guests” and is now “Welcome”" in said) is named


@pytest.mark.parametrize(
    ("facts", "said"),
    [({"finish": "end"}, True), ({"finish": "known"}, False), ({"deep": True}, False), ({"pages": 1}, False)],
)
def test_a_list_that_costs_all_its_pages_each_time_is_named(facts: dict[str, Any], said: bool) -> None:
    report = a_report(**{"newest_first": False, "pages": 3} | facts)
    assert ("not newest first" in judge(report, [])[1]) is said


@pytest.mark.parametrize(
    ("seen", "fingerprint", "verdict"),
    [(5, "w x y z", Verdict.CHANGED), (5, "a b c e", Verdict.OK), (20, "w x y z", Verdict.OK)],
)
def test_new_markup_with_half_the_reviews_twice_is_a_change(seen: int, fingerprint: str, verdict: Verdict) -> None:
    odd = a_report(seen=seen, fingerprint=fingerprint)
    assert judge(odd, past(odd, a_report(), a_report()))[0] is verdict


@pytest.mark.parametrize(
    ("claimed", "new", "verdict"),
    [(112, 0, Verdict.SHORT), (112, 3, Verdict.SHORT), (112, 4, Verdict.OK), (102, 0, Verdict.OK), (95, 0, Verdict.OK)],
)
def test_a_count_that_grows_without_reviews_is_short(claimed: int, new: int, verdict: Verdict) -> None:
    before = past(a_report(claimed_total=100), a_report(claimed_total=100))
    found, said = judge(a_report(claimed_total=claimed, new=new), before)
    assert (found, found is Verdict.OK or "12 reviews more" in said) == (verdict, True)


def test_reviews_found_since_count_against_the_growth() -> None:
    before = past(a_report(claimed_total=110, new=10), a_report(claimed_total=100))
    assert judge(a_report(claimed_total=110), before)[0] is Verdict.OK


def test_a_lively_source_gone_quiet_is_silent_and_new_reviews_end_the_silence() -> None:
    daily = [2, 1, 3, 2] * 30 + [0] * 20
    assert judge(a_report(), [], daily=daily)[0] is Verdict.SILENT
    assert judge(a_report(new=1), [], daily=daily)[0] is Verdict.OK


@pytest.mark.parametrize(
    ("daily", "quiet"),
    [
        ([1] * 90 + [0] * 10, 10),
        ([1] * 90 + [0] * 5, 0),  # e⁻⁵ is not rare enough
        ([1] * 30 + [0] * 10, 0),  # too young to judge
        ([0] * 80 + [1, 0, 1] + [0] * 30, 0),  # two arrivals tell nothing
        (([20] + [0] * 29) * 5 + [0] * 10, 0),  # comes in bursts
        ([], 0),
    ],
)
def test_silence_is_measured_by_the_habits_of_the_source(daily: list[int], quiet: int) -> None:
    assert quiet_days(daily) == quiet


def test_a_first_import_is_no_arrival() -> None:
    history = past(a_report(new=2), a_report(new=200, first=True))
    assert daily_arrivals(a_report(new=1), history) == [0, 2, 1]


def test_a_report_survives_the_store_and_a_newer_version_of_itself() -> None:
    report = a_report(not_before=NOW, statuses={"200": 3})
    assert RunReport.from_facts(report.to_facts() | {"unknown_to_us": 1}) == report
