"""What a source makes of its past: sites that change from one day to the next, read by a real worker into a real store.

Three crawls: all is well; six hours later each site has turned; the next day it is the same, or all is well again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from config_factories import a_source
from factories import CAFE
from fakeweb import Answer, Asked, Card, FakeWeb, ReviewPages, Says, cards, fake_web, json_ld, robots
from house import House, a_house

from crawler.report_run import RunReport
from model import Run, Verdict

LOG_IN = Answer("<title>Sign in</title><form><input type=password></form>")
HOME = Answer("<html><title>Welcome</title><body><h1>Our new home</h1></body></html>")
JUST = Answer("<title>Just a moment...</title>", 503)
GOOD = ReviewPages(cards(12))
NEWS = [Card("n1", "New today", date="2026-11-02"), Card("n2", "New as well", date="2026-11-02")]


def moved(to: str) -> Answer:
    return Answer("", 302, {"Location": to})


def pages_of(*shown: Card, total: int | None = None) -> ReviewPages:
    pages = ReviewPages(shown)
    pages.total = total
    return pages


def rows(count: int) -> Answer:
    return Answer(json.dumps([{"id": card.id, "text": card.text} for card in cards(count)]), headers=JSON)


def steady(body: str) -> Says:
    """A page that does not change, and says so when asked."""

    def says(asked: Asked) -> Answer:
        same = asked.headers.get("if-none-match") == f'"{len(body)}"'
        return Answer("" if same else body, 304 if same else 200, {"ETag": f'"{len(body)}"'})

    return says


def styled(count: int, name: str) -> Says:
    """Cards without schema.org; the class names are the layout's."""
    shown = "".join(
        f'<li data-review><b class="{name}-who">{card.author}</b><p class="{name}-text">{card.text}</p></li>'
        for card in cards(count)
    )
    return steady(f"<html><title>Guests</title><body><ul>{shown}</ul></body></html>")


JSON = {"Content-Type": "application/json"}
STYLED = {"kind": "css", "reviews": "[data-review]", "fields": {"author": "b", "text": "p"}}
TURNS: dict[str, tuple[Says | Answer, Says | Answer, dict[str, Any]]] = {
    "forbids": (GOOD, Answer("no", 403), {}),
    "denies": (GOOD, Answer("", 999), {}),
    "asks too often": (GOOD, Answer("", 429), {}),
    "checks": (GOOD, replace(JUST, status=200), {}),
    "checks, calls it down": (GOOD, JUST, {}),
    "signs in": (GOOD, moved("/login"), {}),
    "signs in here": (GOOD, LOG_IN, {}),
    "leads home": (GOOD, moved("/"), {}),
    "leads away": (GOOD, moved("https://elsewhere.example/r"), {}),
    "turns into home": (GOOD, HOME, {}),
    "is gone": (GOOD, Answer("", 410), {}),
    "is empty": (GOOD, pages_of(), {}),
    "counts, shows none": (GOOD, pages_of(total=12), {}),
    "empty list": (rows(5), rows(0), {"kind": "json", "reviews": "@"}),
    "says error": (rows(5), Answer('{"error": "gone"}', headers=JSON), {"kind": "json", "reviews": "@"}),
    "is down": (GOOD, Answer("", 502), {}),
    "claims more": (GOOD, pages_of(*GOOD.cards, total=24), {}),
    "no stars": (GOOD, steady(json_ld(cards(12), 12).replace("reviewRating", "points")), {}),
    "rebuilt": (styled(8, "old"), styled(3, "new"), STYLED),
    "another page": (GOOD, moved("/start"), {}),
    "grows": (GOOD, pages_of(*NEWS, *GOOD.cards), {}),
    "edits": (GOOD, pages_of(replace(GOOD.cards[1], text="I have changed my mind"), *GOOD.cards[2:]), {}),
    "pins": (GOOD, pages_of(*GOOD.cards[9:], *NEWS, *GOOD.cards[:9]), {}),
    "oldest first": (pages_of(*GOOD.cards[::-1]), pages_of(*GOOD.cards[::-1], *NEWS), {}),
}
"""What the site says at first, and from six hours later on; how it is read."""


@dataclass
class Town:
    """All these sites, `runs` of each crawl by source, and the `log` of requests to the shared host by crawl."""

    house: House
    web: FakeWeb
    day: int = 0
    runs: list[dict[str, Run]] = field(default_factory=list)
    log: list[list[str]] = field(default_factory=list)

    def says(self, name: str) -> Says:
        def say(asked: Asked) -> Answer:
            said = TURNS[name][min(self.day, 1)]
            return said if isinstance(said, Answer) else said(asked)

        return say

    def crawl(self, after: timedelta) -> None:
        self.day = len(self.runs)
        self.web.asked.clear()
        self.runs.append(self.house.crawl_all(after))
        self.log.append(self.web.paths())

    def asked(self, name: str, day: int) -> list[str]:
        return [path.removeprefix(path_of(name)) for path in self.log[day] if path.partition("?")[0] == path_of(name)]


def path_of(name: str) -> str:
    return f"/{name.replace(', ', '-').replace(' ', '-')}"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with ExitStack() as stack:
        web, shy, busy = (stack.enter_context(fake_web()) for _ in range(3))
        leaves = ExitStack()
        gone = leaves.enter_context(fake_web())
        own = {"closes": gone, "forbids by robots": shy, "waits": busy}
        sources = [a_source(name, where=web.url(path_of(name)), **how) for name, (_, _, how) in TURNS.items()]
        sources += [a_source(name, where=host.url("/r")) for name, host in own.items()]
        house = a_house(tmp_path_factory.mktemp("house"), *sources, allow=[one.site for one in (web, *own.values())])
        town = Town(house, web)
        web.says = {path_of(name): town.says(name) for name in TURNS}
        web.says |= {"/login": LOG_IN, "/": HOME, "/start": steady(json_ld(cards(2, first=90), 2))}
        for host in own.values():
            host.says["/r"] = GOOD
        town.crawl(timedelta(0))
        leaves.close()
        shy.says["/robots.txt"] = robots("Disallow: /r")
        busy.says["/r"] = Answer("", 429, {"Retry-After": "86400"})
        town.crawl(timedelta(hours=6))
        town.crawl(timedelta(hours=19))
        yield town


def test_on_the_first_day_all_is_well(town: Town) -> None:
    assert {name: run.said for name, run in town.runs[0].items() if run.verdict is not Verdict.OK} == {}


AT_ONCE = [
    ("forbids", Verdict.BLOCKED, "refused us (HTTP 403)", "Open the page in a browser"),
    ("denies", Verdict.BLOCKED, "refused us (HTTP 999)", "import an export"),
    ("asks too often", Verdict.BLOCKED, "too often (HTTP 429)", "a longer `every:`"),
    ("checks", Verdict.BLOCKED, "checks for robots and kept us out", "import an export"),
    ("checks, calls it down", Verdict.BLOCKED, "checks for robots and kept us out", "import an export"),
    ("signs in", Verdict.BLOCKED, "A sign-in page came in place of the reviews", "import an export"),
    ("signs in here", Verdict.BLOCKED, "A sign-in page came in place of the reviews", "import an export"),
    ("leads home", Verdict.BLOCKED, "now leads to http://127.0.0.1:", "Correct it in config.yaml"),
    ("leads away", Verdict.BLOCKED, "leads to another site, elsewhere.example", "correct it in config.yaml"),
    ("turns into home", Verdict.CHANGED, "was called “Guests of Café Ida” and is now “Welcome”", "sources test"),
    ("is gone", Verdict.CHANGED, "not there any more (HTTP 410)", "Check the address"),
    ("is empty", Verdict.CHANGED, "no reviews where it usually has 12", "sources test"),
    ("counts, shows none", Verdict.CHANGED, "holds no reviews", "sources test"),
    ("empty list", Verdict.CHANGED, "no reviews where it usually has 5", "sources test"),
    ("says error", Verdict.CHANGED, "no reviews where it usually has 5", "sources test"),
    ("is down", Verdict.UNREACHABLE, "trouble of its own (HTTP 502)", "nothing to do"),
    ("closes", Verdict.UNREACHABLE, "the connection was refused", "check the address"),
    ("waits", Verdict.WAITING, "asked us to wait until 20", "Nothing to do"),
    ("claims more", Verdict.SHORT, "counts 12 reviews more than on 2026-11-02, we found 0", "check `pages:`"),
]


@pytest.mark.parametrize(("name", "verdict", "what", "then"), AT_ONCE)
def test_a_site_that_turns_is_seen_through_at_once(
    town: Town, name: str, verdict: Verdict, what: str, then: str
) -> None:
    run = town.runs[1][name]
    assert (run.verdict, what in run.said, then in run.said) == (verdict, True, True), run.said
    assert town.house.states()[name].verdict is verdict, "and stays so the next day"


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("no stars", "Only 0% of the reviews have a rating, usually 100%, for the second time"),
        ("rebuilt", "The page looks different and shows 3 reviews, usually 8, for the second time"),
        ("another page", "/start, which shows 2 reviews, usually 4, for the second time"),
    ],
)
def test_what_may_be_chance_is_believed_the_second_time(town: Town, name: str, what: str) -> None:
    assert town.runs[1][name].verdict is Verdict.OK
    run = town.runs[2][name]
    assert (run.verdict, what in run.said, "sources test" in run.said) == (Verdict.CHANGED, True, True), run.said


@pytest.mark.parametrize("name", ["no stars", "rebuilt", "another page"])
def test_a_page_that_looks_wrong_changes_nothing_that_is_known(town: Town, name: str) -> None:
    assert [runs[name].changed for runs in town.runs] == [0, 0, 0]
    kept = town.house.rows(name)
    assert not any("gone" in row for row in kept)
    assert name == "rebuilt" or {row["rating"] for row in kept} == {4.0}


def test_robots_txt_is_believed_for_a_day_and_no_longer(town: Town) -> None:
    assert [day.count("/robots.txt") for day in town.log] == [1, 0, 1]
    verdicts = [runs["forbids by robots"].verdict for runs in town.runs]
    assert verdicts == [Verdict.OK, Verdict.OK, Verdict.ROBOTS]
    assert "Ask the site's owner" in town.runs[2]["forbids by robots"].said


@pytest.mark.parametrize(
    ("name", "asked", "new", "changed"),
    [
        ("grows", ["", "?page=2"], 2, 0),
        ("edits", ["", "?page=2"], 0, 1),
        ("pins", ["", "?page=2"], 2, 0),  # three old ones on top hide nobody
        ("oldest first", ["", "?page=2", "?page=3"], 2, 0),  # no early stop: the new ones stand at the end
    ],
)
def test_what_is_new_is_found_with_few_requests(
    town: Town, name: str, asked: Sequence[str], new: int, changed: int
) -> None:
    run = town.runs[1][name]
    assert (run.verdict, town.asked(name, 1), run.new, run.changed) == (Verdict.OK, asked, new, changed), run.said


def test_a_day_without_news_costs_one_request_where_newest_come_first(town: Town) -> None:
    assert town.asked("grows", 2) == [""]
    assert town.runs[2]["grows"].facts["finish"] == "not_modified"
    assert "not newest first" in town.runs[1]["oldest first"].said


def test_an_interface_that_comes_back_empty_after_a_long_outage_has_not_lost_its_reviews(tmp_path: Path) -> None:
    with fake_web() as web:
        web.says["/r"] = rows(5)
        house = a_house(tmp_path, a_source("api", where=web.url("/r"), kind="json", reviews="@"), allow=[web.site])
        house.crawl_all()
        with house.place.open() as store:
            for hour in range(1, 41):
                at = house.now + timedelta(hours=hour)
                down = RunReport(at=at, failure="status", status=503)
                run = Run("crawl", CAFE, "api", at, at, verdict=Verdict.UNREACHABLE, facts=down.to_facts())
                store.sources.finished(run, next_due=at)
        web.says["/r"] = rows(0)
        run = house.crawl_all(timedelta(hours=41))["api"]
    assert (run.verdict, "usually has 5" in run.said) == (Verdict.CHANGED, True), run.said


def test_a_site_that_another_process_reads_is_left_alone_meanwhile(tmp_path: Path) -> None:
    with fake_web() as web:
        web.says["/r"] = GOOD
        house = a_house(tmp_path, a_source("shared", where=web.url("/r")), allow=[web.site])
        with house.place.open() as store:
            assert store.leases.take(f"site:{web.site}", "them", house.now, house.now + timedelta(minutes=5))
        assert (house.crawl_all(), web.asked) == ({}, [])
        assert list(house.crawl_all(timedelta(minutes=6))) == ["shared"]
