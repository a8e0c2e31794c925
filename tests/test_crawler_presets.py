"""Each preset from config.yaml to reviews: a real worker against its platform's answers, refusals and sign-in pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fakeweb import Answer, Asked, FakeWeb, fake_web
from preset_sources import (
    ENTRIES,
    PAYLOADS,
    content_type,
    file_of,
    kinds_of_error,
    moved,
    needed,
    payload,
    preset_sources,
    without,
)

from config import Source
from crawler.jobs import CrawlJob, CrawlRules
from crawler.report_run import RunReport
from crawler.shape import EACH
from crawler.supervisor import CrawlResult, crawl_batch
from crawler.walk import first_url
from model import Verdict

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
MENTIONS = {"youtube", "discourse", "mastodon", "hackernews"}


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Source]:
    return preset_sources(tmp_path_factory.mktemp("presets"))


@dataclass
class Platform:
    """Answers one address with files in order, then with the empty one; next links in them lead back to this host.

    `told` is said in place of the first file.
    """

    preset: str
    kinds: list[str]
    site: str
    home: str
    told: str = ""
    asked: list[Asked] = field(default_factory=list)

    def __call__(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        kind = self.kinds[len(self.asked) - 1] if len(self.asked) <= len(self.kinds) else "empty"
        file = file_of(self.preset, kind)
        body = self.told if self.told and len(self.asked) == 1 else file.read_text("utf-8")
        body = body.replace(f'"next": "{self.home}', f'"next": "{self.site}')
        return Answer(body, _status(kind), {"Content-Type": content_type(file)})


def _status(kind: str) -> int:
    return int(kind.split(".")[1]) if kind.startswith("error") else 200


@dataclass(frozen=True)
class Street:
    """What became of every preset against hosts that are friendly, that refuse, want a sign-in, or have changed."""

    results: dict[tuple[str, str], CrawlResult]
    platforms: dict[tuple[str, str], Platform]
    tokens: list[Asked]


REFUSALS = [(preset, kind) for preset in ENTRIES for kind in kinds_of_error(preset)]
TALES: dict[tuple[str, str], list[str]] = {
    **{(preset, "good"): [kind for kind in ("full", "last") if payload(preset, kind)] for preset in ENTRIES},
    **{(preset, "signed-out"): ["login"] for preset in ENTRIES},
    **{(preset, "renamed"): ["full"] for preset in ENTRIES},
    **{(preset, kind): [kind] for preset, kind in REFUSALS},
}
"""By preset and tale, a host each: what it answers, one file after the other."""


@pytest.fixture(scope="module")
def street(sources: dict[str, Source], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    with ExitStack() as stack:
        webs = {tale: stack.enter_context(fake_web()) for tale in {tale for _, tale in TALES}}
        platforms = {(preset, tale): _open(sources[preset], tale, webs[tale]) for preset, tale in TALES}
        tokens: list[Asked] = []
        for web in webs.values():
            web.says["/token"] = _handing_out(tokens)
        jobs = [
            CrawlJob(moved(sources[preset], webs[tale].url(""), name=f"{preset} {tale}"), "Europe/Copenhagen")
            for preset, tale in platforms
        ]
        rules = CrawlRules(allow=tuple(web.site for web in webs.values()), delay=0, timeout=10)
        results = crawl_batch(jobs, var=tmp_path_factory.mktemp("var"), settings=rules, now=NOW)
        yield Street(dict(zip(platforms, results, strict=True)), platforms, tokens)


def _open(source: Source, tale: str, web: FakeWeb) -> Platform:
    home = source.where.split("/")[2]
    told = without(source, _vanished(source)) if tale == "renamed" else ""
    platform = Platform(source.preset, TALES[source.preset, tale], web.url("").rstrip("/"), f"https://{home}", told)
    web.says["/" + first_url(source.where).split("?")[0].split("/", 3)[3]] = platform
    if "page=1/" in source.where.replace("{page}", "1"):
        for number in range(1, 11):
            path = source.where.replace("{page}", str(number)).split("?")[0].split("/", 3)[3]
            web.says[f"/{path}"] = platform
    return platform


def _vanished(source: Source) -> str:
    """A key of each review that the tale of a renamed key is told of."""
    return next(path for path in reversed(needed(source)) if path.startswith(EACH))


def _handing_out(tokens: list[Asked]) -> Any:
    def answer(asked: Asked) -> Answer:
        tokens.append(asked)
        return Answer(
            '{"access_token": "fresh-token", "expires_in": 3599}', headers={"Content-Type": "application/json"}
        )

    return answer


@pytest.mark.parametrize("preset", ENTRIES)
def test_a_preset_runs_from_config_to_reviews(preset: str, street: Street) -> None:
    result = street.results[preset, "good"]
    expected = json.loads((PAYLOADS / preset / "expected.json").read_text("utf-8"))
    assert result.verdict is Verdict.OK, result.said
    assert [review.external_id for review in result.reviews] == [facts["id"] for facts in expected]
    assert {review.kind for review in result.reviews} == {"mention" if preset in MENTIONS else "review"}


@pytest.mark.parametrize("preset", ENTRIES)
def test_a_sign_in_page_blocks_a_preset(preset: str, street: Street) -> None:
    result = street.results[preset, "signed-out"]
    assert (result.verdict, result.report.failure, result.reviews) == (Verdict.BLOCKED, "login", ())


@pytest.mark.parametrize(("preset", "kind"), REFUSALS)
def test_a_refusal_is_never_a_week_without_reviews(preset: str, kind: str, street: Street) -> None:
    result = street.results[preset, kind]
    wanted = Verdict.BLOCKED if _status(kind) in (401, 403) else Verdict.CHANGED
    assert (result.verdict, result.reviews) == (wanted, ())


@pytest.mark.parametrize("preset", ENTRIES)
def test_a_key_that_vanishes_is_named_in_the_verdict(preset: str, street: Street, sources: dict[str, Source]) -> None:
    result = street.results[preset, "renamed"]
    key = _vanished(sources[preset]).removeprefix(EACH)
    assert (result.verdict, result.report.failure, result.reviews) == (Verdict.CHANGED, "shape", ())
    assert f"“{key}”" in result.said


def test_an_error_that_says_200_is_a_change_in_words(street: Street) -> None:
    result = street.results["yotpo", "error.200"]
    assert result.verdict is Verdict.CHANGED
    assert "“response.reviews”" in result.said
    assert "App key was not found" in result.said


@pytest.mark.parametrize("preset", [name for name in ENTRIES if not payload(name, "last")])
def test_a_list_of_one_page_is_asked_for_once(preset: str, street: Street) -> None:
    assert len(street.platforms[preset, "good"].asked) == 1


def test_keys_go_where_each_platform_wants_them(street: Street) -> None:
    asked = {preset: street.platforms[preset, "good"].asked for preset in ENTRIES}
    assert {one.headers["apikey"] for one in asked["trustpilot"]} == {"hush-3"}
    assert {one.query["api_token"] for one in asked["judgeme"]} == {"hush-4"}
    assert {one.query["key"] for one in asked["youtube"]} == {"hush-5"}
    assert not [result for result in street.results.values() if "hush-" in json.dumps(result.facts)]


def test_google_gets_a_fresh_token_for_each_crawl(street: Street) -> None:
    assert len(street.tokens) == len([tale for preset, tale in TALES if preset == "google_business"])
    form = street.tokens[0].body.decode()
    assert form == "grant_type=refresh_token&client_id=our-program&client_secret=hush-1&refresh_token=hush-2"
    asked = street.platforms["google_business", "good"].asked
    assert {one.headers["authorization"] for one in asked} == {"Bearer fresh-token"}
    assert [one.query.get("pageToken") for one in asked] == [None, "page/two=="]


def test_steam_starts_with_a_star_and_ends_with_an_empty_page_not_with_a_short_one(street: Street) -> None:
    cursors = [json.loads(one.query["input_json"])["cursor"] for one in street.platforms["steam", "good"].asked]
    assert cursors == ["*", "AoJ4v+two==", "AoJ4v+three=="]


def test_a_list_that_starts_at_nought_is_read_from_there(street: Street) -> None:
    assert [one.query["page"] for one in street.platforms["hackernews", "good"].asked] == ["0", "1"]


def test_mozilla_names_the_next_page_itself(street: Street) -> None:
    assert [one.query.get("page") for one in street.platforms["mozilla_addons", "good"].asked] == [None, "2"]


def test_mastodon_and_discourse_go_on_below_the_last_they_saw(street: Street) -> None:
    toots, posts = (street.platforms[preset, "good"].asked for preset in ("mastodon", "discourse"))
    assert [one.query.get("max_id") for one in toots] == [None, "115000000000000001", "114000000000000009"]
    assert [one.query.get("before") for one in posts] == [None, "901", "900"]


@dataclass(frozen=True)
class Shop:
    """A fragile list: which pages hold reviews, and what a crawl makes of it."""

    pages: tuple[str, ...]
    known: bool = False

    def crawl(self, source: Source, var: Path) -> tuple[CrawlResult, int]:
        with fake_web() as web:
            platform = _open(source, "good", web)
            platform.kinds[:] = self.pages
            history = (RunReport(at=NOW, finish="end", seen=3, pages=2),) if self.known else ()
            job = CrawlJob(moved(source, web.url("")), "UTC", history=history)
            rules = CrawlRules(allow=(web.site,), delay=0, timeout=10)
            [result] = crawl_batch([job], var=var, settings=rules, now=NOW)
            return result, len(platform.asked)


@pytest.mark.parametrize(
    ("shop", "verdict", "seen", "said"),
    [
        (Shop(("empty", "full", "empty", "last")), Verdict.SHORT, 3, "2 of 10 pages came back empty"),
        (Shop((), known=True), Verdict.SHORT, 0, "All 10 pages came back empty"),
        (Shop(()), Verdict.OK, 0, "0 reviews read"),  # a new app: nobody can tell
        (Shop(("full", "last")), Verdict.OK, 3, "3 reviews read"),
    ],
)
def test_an_empty_page_of_apple_is_not_the_end(
    shop: Shop, verdict: Verdict, seen: int, said: str, sources: dict[str, Source], tmp_path: Path
) -> None:
    result, asked = shop.crawl(sources["apple_app_store"], tmp_path)
    assert (result.verdict, result.report.seen, asked) == (verdict, seen, 10)
    assert said in result.said


def test_a_token_that_is_refused_says_what_to_do(sources: dict[str, Source], tmp_path: Path) -> None:
    with fake_web() as web:
        web.says["/token"] = Answer('{"error": "invalid_grant"}', 400, {"Content-Type": "application/json"})
        job = CrawlJob(moved(sources["google_business"], web.url("")), "UTC")
        rules = CrawlRules(allow=(web.site,), delay=0, timeout=10)
        [result] = crawl_batch([job], var=tmp_path, settings=rules, now=NOW)
        assert web.paths() == ["/token"]
    assert result.verdict is Verdict.BLOCKED
    assert "HTTP 400, invalid_grant" in result.said
    assert "Sign in to the platform again" in result.said
