"""`sources add`: what an address offers, before anything is configured."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fakeweb import Answer, FakeWeb, ReviewPages, cards, fake_web, json_ld, robots
from review_layouts import LAYOUTS

from config.preset import Preset
from crawler.candidates import paged
from crawler.jobs import CrawlRules
from crawler.probe import Around, Probed, feed_links, probe, probe_preset
from model import ConfigError, InputError

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
ITEM = "<item><guid>1</guid><description>Warm soup</description></item>"
FEED = f"<rss version='2.0'><channel><title>N</title>{ITEM}</channel></rss>"
ROWS = [{"_id": n, "reviewer": {"name": "Ole"}, "stars": 2, "comment": f"Cold soup {n}"} for n in range(3)]
JSON = {"Content-Type": "application/json"}


def around(web: FakeWeb, var: Path, **more: Any) -> Around:
    rules = CrawlRules(allow=(web.site,), delay=0, timeout=10)
    return Around(var, rules, NOW, "Europe/Copenhagen", **more)


def looked(says: dict[str, Any], var: Path, path: str = "/r", **more: Any) -> tuple[Probed, list[str]]:
    """What a look at `path` finds, and what was asked for."""
    with fake_web() as web:
        web.says = says
        return probe(web.url(path), around(web, var, **more)), web.paths()


def test_a_page_with_schema_org_comes_before_its_feed(tmp_path: Path) -> None:
    pages = ReviewPages(cards(12))
    link = '<link rel="alternate" type="application/rss+xml" href="/feed">'
    says = {
        "/r": lambda asked: Answer(link + str(pages(asked).body)),
        "/feed": Answer(FEED, headers={"Content-Type": "application/rss+xml"}),
    }
    probed, asked = looked(says, tmp_path)
    page, feed = probed.candidates
    assert asked == ["/robots.txt", "/r", "/feed"]
    assert (page.entry["name"], page.via, page.count, page.claimed_total) == ("127.0.0.1", "json_ld", 5, 12)
    assert (feed.entry["name"], feed.via, feed.has["rating"]) == ("127.0.0.1 feed", "feed", 0)
    assert page.samples[0].startswith("4★ Mona, 2026-10-31: Visit number 1")
    assert page.cost.pages == 3
    assert list(tmp_path.iterdir()) == []


def test_a_json_interface_gets_its_paths_written_for_it(tmp_path: Path) -> None:
    payload = Answer(json.dumps({"total": 40, "data": {"all-of-it": ROWS}}), headers=JSON)
    probed, asked = looked({"/api": payload}, tmp_path, "/api?page=1")
    [candidate] = probed.candidates
    assert candidate.entry["json"].endswith("/api?page={page}")
    assert candidate.entry["reviews"] == 'data."all-of-it"'
    assert candidate.entry["fields"]["author"] == "reviewer.name"
    assert (candidate.entry["total"], candidate.claimed_total) == ("total", 40)
    assert asked == ["/robots.txt", "/api?page=1"]  # once is enough


def test_a_page_of_repeated_blocks_gets_its_selectors_written_for_it(tmp_path: Path) -> None:
    page = LAYOUTS["directory"].html.replace("<footer>", '<a class="weiter" href="?seite=2">2</a><footer>')
    probed, _ = looked({"/r": Answer(page)}, tmp_path)
    [candidate] = probed.candidates
    assert candidate.via == "css"
    assert candidate.entry["reviews"] == "article.bewertung"
    assert candidate.entry["next_page"] == "a.weiter"
    assert candidate.cost.pages == 20


def test_data_in_a_script_get_their_paths_written_for_them(tmp_path: Path) -> None:
    state = json.dumps({"page": {"reviews": [row | {"date": "2026-11-01"} for row in ROWS]}})
    probed, _ = looked({"/r": Answer(f"<div id=app></div><script>window.STATE = {state};</script>")}, tmp_path)
    [candidate] = probed.candidates
    assert (candidate.via, candidate.count) == ("script", 3)
    assert candidate.entry["reviews"] == 'script:contains("STATE") @json STATE.page.reviews'


def test_the_fuller_way_comes_first(tmp_path: Path) -> None:
    """Structured data often hold only a few reviews, chosen by somebody, of those on the page."""
    page = LAYOUTS["shop"].html.replace("<nav>", f"{json_ld(cards(1), 60)}<nav>")
    probed, _ = looked({"/r": Answer(page)}, tmp_path)
    assert [(one.via, one.count, one.claimed_total) for one in probed.candidates] == [
        ("css", 5, 60),
        ("json_ld", 1, 60),
    ]


def test_pages_in_another_language_get_it_written_down(tmp_path: Path) -> None:
    probed, _ = looked({"/r": Answer(LAYOUTS["no language"].html)}, tmp_path, languages=("en", "de"))
    assert probed.candidates[0].entry["language"] == "de"


@pytest.mark.parametrize(
    ("says", "problem"),
    [
        ({"/r": Answer("<div id=app></div><script src=/app.js></script>")}, "empty without JavaScript"),
        ({"/r": Answer("no", 403)}, "HTTP 403"),
        ({"/r": Answer("<title>Sign in</title><form><input type=password></form>")}, "sign-in page"),
        ({"/r": ReviewPages(cards(2)), "/robots.txt": robots("Disallow: /")}, "robots.txt asks not to"),
        ({"/r": Answer(b"%PDF-1.7 \x00\x01", headers={"Content-Type": "application/pdf"})}, "application/pdf"),
        ({"/r": Answer("", 302, {"Location": "https://elsewhere.example/"})}, "elsewhere.example"),
    ],
)
def test_where_nothing_can_be_read_it_says_why(tmp_path: Path, says: dict[str, Any], problem: str) -> None:
    probed, _ = looked(says, tmp_path)
    assert (probed.candidates, problem in probed.problem) == ((), True), probed.problem


def a_preset(**more: Any) -> Preset:
    """A widget that names its shop in the page and gives its reviews as JSON."""
    given = {
        "about": "Widget: reviews of a shop",
        "verified": "never",
        "terms": "For your own shop.",
        "in_page": (r"(?s)\A(?P<host>https?://[^/\s]+).*widget\.js", r'data-shop="(?P<shop>\w+)"'),
        "parameters": {"host": "where it is", "shop": "the shop's number"},
        "source": {
            "json": "{host}/api/{shop}?page={page}",
            "reviews": "rows",
            "total": "count",
            "fields": {"id": "_id", "text": "comment", "rating": "stars", "author": "reviewer.name"},
        },
    }
    return Preset.model_validate(given | more)


WIDGET = "<p>Cups and plates of clay.</p><div data-shop=a7></div><script src=/widget.js></script>"
API = Answer(json.dumps({"rows": ROWS, "count": 30}), headers=JSON)


def test_a_widget_is_read_through_its_preset(tmp_path: Path) -> None:
    page = Answer(WIDGET.replace("=a7", '="a7"'))
    probed, asked = looked({"/r": page, "/api/a7": API}, tmp_path, presets={"widget": a_preset()})
    [candidate] = probed.candidates
    assert candidate.entry["preset"] == "widget"
    assert candidate.entry["shop"] == "a7"
    assert (candidate.entry["name"], candidate.count, candidate.claimed_total) == ("Widget", 3, 30)
    assert candidate.terms == "For your own shop."
    assert asked == ["/robots.txt", "/r", "/api/a7?page=1"]


@pytest.mark.parametrize("secret", [(), ("shop",)])
def test_a_widget_whose_preset_needs_more_is_told(tmp_path: Path, secret: tuple[str, ...]) -> None:
    probed, _ = looked({"/r": Answer(WIDGET)}, tmp_path, presets={"widget": a_preset(secret=secret)})
    needs = "${WIDGET_SHOP}" if secret else "It needs shop, which is the shop's number"
    assert probed.candidates == ()
    assert any(needs in note and "preset: widget" in note for note in probed.notes), probed.notes


def test_a_widget_whose_interface_is_closed_is_told(tmp_path: Path) -> None:
    says = {"/r": Answer(WIDGET.replace("=a7", '="a7"')), "/api/a7": Answer("no", 401)}
    probed, _ = looked(says, tmp_path, presets={"widget": a_preset()})
    assert any("preset widget reads nothing: The site refused us (HTTP 401)" in note for note in probed.notes)


def test_a_widget_of_another_site_is_not_read(tmp_path: Path) -> None:
    preset = a_preset(in_page=(r'src="(?P<host>https?://[^/"]+)/widget\.js',), optional={"shop": "1"})
    page = Answer('<p>Cups</p><script src="http://10.0.0.1/widget.js"></script>')
    probed, asked = looked({"/r": page}, tmp_path, presets={"widget": preset})
    assert (probed.candidates, asked) == ((), ["/robots.txt", "/r"])


def test_a_known_platform_is_read_through_its_preset(tmp_path: Path) -> None:
    with fake_web() as web:
        web.says = {"/api/a7": API}
        start = {"preset": "widget", "host": web.url(""), "shop": "a7"}
        probed = probe_preset(start, around(web, tmp_path, presets={"widget": a_preset()}))
    assert [one.count for one in probed.candidates] == [3]


def test_a_secret_that_is_not_set_is_named(tmp_path: Path) -> None:
    start = {"preset": "widget", "host": "https://shop.example", "shop": "${WIDGET_SHOP}"}
    here = Around(tmp_path, CrawlRules(), NOW, "UTC", presets={"widget": a_preset(secret=("shop",))})
    with pytest.raises(ConfigError, match="WIDGET_SHOP"):
        probe_preset(start, here)


@pytest.mark.parametrize("url", ["cafe-ida.example", "file:///etc/hostname", "https://", "http://[::1"])
def test_what_is_no_web_address_is_said_at_once(tmp_path: Path, url: str) -> None:
    with pytest.raises(InputError, match="no web address"):
        probe(url, Around(tmp_path, CrawlRules(), NOW, "UTC"))


def test_only_feeds_of_the_same_site_are_looked_at() -> None:
    link = "<link rel=alternate type='application/atom+xml' href='{}'>"
    body = link.format("/a.xml") + link.format("https://elsewhere.example/b.xml") + "<link rel=stylesheet href=/c.css>"
    assert feed_links(body, "https://cafe-ida.example/r") == ["https://cafe-ida.example/a.xml"]


@pytest.mark.parametrize(
    ("url", "where", "start"),
    [
        ("https://a.example/r?page=1&size=20", "https://a.example/r?page={page}&size=20", ""),
        ("https://a.example/r?q=a+b&page=0", "https://a.example/r?q=a+b&page={page}", "0"),
        ("https://a.example/r?offset=0", "https://a.example/r?offset={offset}", ""),
        ("https://a.example/r?page=7", "https://a.example/r?page=7", ""),
        ("https://a.example/r?id=1", "https://a.example/r?id=1", ""),
    ],
)
def test_the_number_of_the_first_page_is_left_to_be_counted(url: str, where: str, start: str) -> None:
    assert paged(url) == (where, start)
